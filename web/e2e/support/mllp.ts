import { once } from "node:events";
import { connect, type Socket } from "node:net";

const START = 0x0b;
const END = Buffer.from([0x1c, 0x0d]);
const ANSWER_LIMIT_MILLIS = 10_000;

/** A hospital's connection: one message, then its acknowledgement. */
export class MllpConnection {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #answered: ((message: string) => void) | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (bytes) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      const end = this.#received.indexOf(END);
      if (end < 0) return;
      const message = this.#received.subarray(1, end).toString("utf8");
      this.#received = this.#received.subarray(end + END.length);
      this.#answered?.(message);
    });
  }

  static async open(port: number): Promise<MllpConnection> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    return new MllpConnection(socket);
  }

  /** Sends the segments and answers the acknowledgement's text. */
  async send(segments: string[]): Promise<string> {
    const answer = new Promise<string>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error("no acknowledgement")), ANSWER_LIMIT_MILLIS);
      this.#answered = (message) => {
        clearTimeout(limit);
        resolve(message);
      };
    });
    this.#socket.write(Buffer.concat([Buffer.from([START]), Buffer.from(`${segments.join("\r")}\r`, "utf8"), END]));
    return answer;
  }

  close(): void {
    this.#socket.destroy();
  }
}

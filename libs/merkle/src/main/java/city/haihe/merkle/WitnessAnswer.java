package city.haihe.merkle;

import java.util.List;

/** What a witness answers to add-checkpoint, with the HTTP status that C2SP tlog-witness asks for. */
public sealed interface WitnessAnswer {

    /** The HTTP status. */
    int status();

    /** The answer's body. */
    String body();

    /** The answer's content type. */
    default String contentType() {
        return "text/plain; charset=utf-8";
    }

    /** The checkpoint follows from the last one, and is remembered; the witness's signature lines. */
    record Cosigned(List<NoteSignature> signatures) implements WitnessAnswer {
        @Override
        public int status() {
            return 200;
        }

        @Override
        public String body() {
            StringBuilder body = new StringBuilder();
            signatures.forEach(line -> body.append(line).append('\n'));
            return body.toString();
        }
    }

    /** The request is not one. */
    record Malformed(String problem) implements WitnessAnswer {
        @Override
        public int status() {
            return 400;
        }

        @Override
        public String body() {
            return problem + "\n";
        }
    }

    /** No signature is of a key that the witness knows for this log, or one that claims to be is not. */
    record NotSigned(String problem) implements WitnessAnswer {
        @Override
        public int status() {
            return 403;
        }

        @Override
        public String body() {
            return problem + "\n";
        }
    }

    /** The witness does not know this log. */
    record UnknownLog() implements WitnessAnswer {
        @Override
        public int status() {
            return 404;
        }

        @Override
        public String body() {
            return "unknown origin\n";
        }
    }

    /** The old size is not that of the checkpoint that was cosigned last, which is this. */
    record OtherSize(long size) implements WitnessAnswer {
        @Override
        public int status() {
            return 409;
        }

        @Override
        public String body() {
            return size + "\n";
        }

        @Override
        public String contentType() {
            return "text/x.tlog.size";
        }
    }

    /** The checkpoint does not follow from the one that was cosigned last: the log may have forked. */
    record Inconsistent(String problem) implements WitnessAnswer {
        @Override
        public int status() {
            return 422;
        }

        @Override
        public String body() {
            return problem + "\n";
        }
    }
}

package city.haihe.app.gateway.internal;

import city.haihe.app.platform.Door;
import city.haihe.app.platform.Role;
import city.haihe.app.platform.Settings;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** The door of HL7 v2 over plain MLLP. */
@Component
class MllpServer implements Door {

    /** A message with a scanned document has a few megabytes; more is sent by reference. */
    static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

    private final Settings settings;
    private final MllpListener listener;

    MllpServer(Settings settings, Intake intake, Capacity capacity) {
        this.settings = settings;
        this.listener = new MllpListener(
                "mllp",
                socket -> new MllpConnection(
                        socket,
                        intake,
                        MllpConnection.Limits.USUAL,
                        capacity,
                        accepted -> Peer.at(accepted.getInetAddress())));
    }

    @Override
    public Role role() {
        return Role.GATEWAY;
    }

    @Override
    public String name() {
        return "mllp";
    }

    @Override
    public void open() throws IOException {
        listener.open(new ServerSocket(), settings.bind(), settings.mllpPort());
    }

    @Override
    public void close(Duration within) {
        listener.close(within);
    }
}

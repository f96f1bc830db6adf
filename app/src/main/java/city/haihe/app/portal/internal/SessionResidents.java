package city.haihe.app.portal.internal;

import city.haihe.app.identity.SessionEnded;
import city.haihe.app.identity.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Residents by the sessions that identity keeps. */
@Component
final class SessionResidents implements Residents {

    private final Sessions sessions;
    private final EventStreams streams;

    SessionResidents(Sessions sessions, EventStreams streams) {
        this.sessions = sessions;
        this.streams = streams;
    }

    @Override
    public Optional<Visitor> visitor(HttpServletRequest request) {
        return sessions.current(request)
                .map(person ->
                        new Visitor(person.patientId(), person.displayName(), person.session(), person.formToken()));
    }

    /** Who signs out has closed the page, wherever else it is open. */
    @EventListener
    void ended(SessionEnded session) {
        streams.end(session.session());
    }
}

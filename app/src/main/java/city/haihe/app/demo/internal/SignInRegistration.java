package city.haihe.app.demo.internal;

import city.haihe.app.gateway.Connection;
import city.haihe.app.gateway.Connections;
import city.haihe.app.identity.NewPerson;
import city.haihe.app.identity.People;
import city.haihe.app.identity.PersonRole;
import city.haihe.app.record.ClinicalRecord;
import city.haihe.hl7v2.Hl7Charset;
import city.haihe.simulator.DemoConnection;
import city.haihe.simulator.SampleCity;
import city.haihe.simulator.SignIn;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Lets the sample city's people sign in and its two hospitals send messages. */
@Component
class SignInRegistration {

    /** The sample hospitals' numbers are published, so their connections take messages from this machine only. */
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "0:0:0:0:0:0:0:1");

    private final ClinicalRecord record;
    private final People people;
    private final Connections connections;
    private final city.haihe.app.identity.Connections published;

    SignInRegistration(
            ClinicalRecord record,
            People people,
            Connections connections,
            city.haihe.app.identity.Connections published) {
        this.record = record;
        this.people = people;
        this.connections = connections;
        this.published = published;
    }

    /** Registers all; whoever was registered already gets a new password. */
    void register(SampleCity city) {
        List<city.haihe.app.identity.Connections.Known> known = new ArrayList<>();
        for (DemoConnection demo : city.connections()) {
            Hl7Charset charset = Hl7Charset.valueOf(demo.charset());
            connections.save(new Connection(
                    demo.name(),
                    demo.sendingApplication(),
                    demo.sendingFacility(),
                    demo.hospital().chinese(),
                    charset,
                    ZoneId.of(demo.zone()),
                    LOOPBACK,
                    demo.authoritySystems(),
                    true));
            known.add(new city.haihe.app.identity.Connections.Known(
                    demo.name(),
                    demo.sendingApplication(),
                    demo.sendingFacility(),
                    charset.charset().name()));
        }
        published.publish(known);
        people.registerAll(city.signIns().stream().map(this::person).toList());
    }

    private NewPerson person(SignIn signIn) {
        @Nullable String id = signIn.resourceType() == null ? null : find(signIn);
        return new NewPerson(
                signIn.username(),
                signIn.displayName(),
                switch (signIn.role()) {
                    case RESIDENT -> PersonRole.RESIDENT;
                    case CLINICIAN -> PersonRole.CLINICIAN;
                    case OPERATOR -> PersonRole.OPERATOR;
                    case DATA_PROTECTION_OFFICER -> PersonRole.DATA_PROTECTION_OFFICER;
                },
                id == null ? null : signIn.resourceType() + "/" + id,
                signIn.identifiers(),
                "Patient".equals(signIn.resourceType()) ? id : null);
    }

    private String find(SignIn signIn) {
        String type = String.valueOf(signIn.resourceType());
        return record.search(
                        CityLoad.caller(),
                        type,
                        "identifier=" + signIn.identifiers().getFirst())
                .matches()
                .getFirst()
                .id();
    }
}

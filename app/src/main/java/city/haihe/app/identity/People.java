package city.haihe.app.identity;

import java.util.List;

/** The people who may sign in. */
public interface People {

    /** Registers one person; see {@link #registerAll}. */
    default String register(NewPerson person) {
        return registerAll(List.of(person)).getFirst();
    }

    /**
     * Registers people with passwords made at random, and writes both to {@code DATA/credentials.json}. Whoever is there
     * already under the same name gets a new password.
     *
     * @return the passwords, in the order of the people
     */
    List<String> registerAll(List<NewPerson> people);
}

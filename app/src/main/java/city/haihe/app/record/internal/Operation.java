package city.haihe.app.record.internal;

import java.util.Set;

/**
 * An operation of the record (FHIR R4 3.2.0). What it says of itself decides which addresses reach it and what
 * {@code /metadata} lists; it must apply the caller's {@link Visibility} to everything it reads, counts and writes.
 */
interface Operation {

    /** Where an operation is asked for. */
    enum Level {
        /** {@code /$name}. */
        SYSTEM,
        /** {@code /Type/$name}. */
        TYPE,
        /** {@code /Type/id/$name}. */
        INSTANCE
    }

    /** The name, without the dollar sign. */
    String name();

    /** The address of its definition, for {@code /metadata}. */
    String definition();

    /** Where it may be asked for. */
    Set<Level> levels();

    /** The resource types it is defined for at the levels of types and instances; none stands for all. */
    Set<String> types();

    /** Whether it changes anything stored; then it is taken by POST only. */
    boolean changesState();

    /** Carries it out. What is wrong is a {@link city.haihe.app.platform.HaiheException}. */
    OperationAnswer invoke(OperationRequest request);

    /** Whether it is asked for at a type or at an instance. */
    default boolean belongsToTypes() {
        return levels().contains(Level.TYPE) || levels().contains(Level.INSTANCE);
    }

    /** Whether it is defined for the type. */
    default boolean appliesTo(String type) {
        return types().isEmpty() || types().contains(type);
    }
}

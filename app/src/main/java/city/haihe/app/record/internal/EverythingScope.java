package city.haihe.app.record.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What belongs to everything of a resource, in the order in which it is answered: the resource itself, what is about it, and
 * what that refers to.
 *
 * @param root the type of the resource
 * @param members types that may be in its compartment
 * @param support types of what members refer to and that is brought along
 */
record EverythingScope(String root, List<String> members, List<String> support) {

    /** What a chart needs to be read and is about nobody; a caller that is bound to a patient sees what they may see of it. */
    private static final List<String> THINGS = List.of("Device", "Endpoint", "Substance");

    /** What an encounter's resources rest on, though it may have been recorded at another. */
    private static final List<String> AROUND_ENCOUNTERS = List.of(
            "Account",
            "Appointment",
            "Condition",
            "EpisodeOfCare",
            "Patient",
            "Procedure",
            "RelatedPerson",
            "ServiceRequest");

    /** Everything of a Patient: its compartment (FHIR R4 {@code CompartmentDefinition/patient}). */
    static EverythingScope patient(SearchParameters parameters) {
        List<String> members = parameters.types().stream()
                .filter(type ->
                        !type.equals("Patient") && !parameters.compartment(type).isEmpty())
                .toList();
        return new EverythingScope("Patient", members, support(List.of()));
    }

    /** Everything of an Encounter: whatever refers to it. */
    static EverythingScope encounter(SearchParameters parameters) {
        List<String> members = parameters.types().stream()
                .filter(type -> parameters.of(type).stream()
                        .anyMatch(parameter -> parameter.targets().contains("Encounter")))
                .toList();
        return new EverythingScope("Encounter", members, support(AROUND_ENCOUNTERS));
    }

    private static List<String> support(List<String> more) {
        TreeSet<String> types = new TreeSet<>(Visibility.DIRECTORY);
        types.addAll(THINGS);
        types.addAll(more);
        return List.copyOf(types);
    }

    /** All types in the order of the answer; one may stand in it twice. */
    List<String> order() {
        List<String> order = new ArrayList<>();
        order.add(root);
        order.addAll(members);
        order.addAll(support);
        return order;
    }

    /** The place in the order at which members begin. */
    static final int FIRST_MEMBER = 1;

    /** The place in the order at which support begins. */
    int firstSupport() {
        return FIRST_MEMBER + members.size();
    }
}

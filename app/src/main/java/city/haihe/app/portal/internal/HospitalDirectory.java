package city.haihe.app.portal.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.ChangeEvent;
import city.haihe.app.platform.ChangeFeed;
import city.haihe.app.platform.Door;
import city.haihe.app.platform.Role;
import city.haihe.app.portal.internal.Page.Hospital;
import city.haihe.app.record.ClinicalRecord;
import city.haihe.fhir.FhirBoolean;
import city.haihe.fhir.FhirObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The city's hospitals with their departments, held in memory: some hundred entries that everybody searches and that change a
 * few times a day. The change feed says when they did.
 */
@Component
final class HospitalDirectory implements Door {

    private static final Logger LOG = LoggerFactory.getLogger(HospitalDirectory.class);
    private static final Set<String> TYPES = Set.of("Organization", "HealthcareService");
    /** A city has some thousand organisations, with their departments some ten thousand. */
    private static final int MAX_RESOURCES = 50_000;
    /** While a large import goes on, the directory is read again at most this often. */
    private static final Duration REFRESH_AT_MOST_EVERY = Duration.ofSeconds(2);
    /** More would make no list that a person reads. */
    private static final int MAX_DEPARTMENTS_OFFERED = 60;

    private final ClinicalRecord record;
    private final ChangeFeed feed;
    private final ReentrantLock loading = new ReentrantLock();
    private volatile @Nullable Snapshot snapshot;
    private volatile boolean stale = true;
    private @Nullable AutoCloseable following;

    HospitalDirectory(ClinicalRecord record, ChangeFeed feed) {
        this.record = record;
        this.feed = feed;
    }

    /** Hospitals and the districts and departments that can be asked for, in one language. */
    record Listing(List<Hospital> hospitals, List<String> districts, List<String> departments) {

        /** The hospitals that match all that was asked; what is empty asks nothing. */
        List<Hospital> find(String words, String district, String department) {
            List<String> parts = Stream.of(words.toLowerCase(Locale.ROOT).split("\\s+"))
                    .filter(part -> !part.isEmpty())
                    .toList();
            return hospitals.stream()
                    .filter(hospital -> parts.stream().allMatch(hospital.name().toLowerCase(Locale.ROOT)::contains))
                    .filter(hospital -> district.isEmpty() || district.equals(hospital.district()))
                    .filter(hospital ->
                            department.isEmpty() || hospital.departments().contains(department))
                    .toList();
        }
    }

    private record Snapshot(long loadedNanos, Map<Language, Listing> listings) {}

    @Override
    public Role role() {
        return Role.PORTAL;
    }

    @Override
    public String name() {
        return "hospital directory";
    }

    @Override
    public void open() {
        following = feed.follow(feed.head(), this::changed);
    }

    @Override
    public void close(Duration within) {
        try {
            if (following != null) {
                following.close();
            }
        } catch (Exception problem) {
            LOG.warn("the hospital directory did not stop following the feed: {}", problem.getMessage());
        }
    }

    private void changed(List<ChangeEvent> events) {
        if (events.stream()
                .flatMap(event -> event.resources().stream())
                .anyMatch(resource -> TYPES.contains(resource.type()))) {
            stale = true;
        }
    }

    /** The directory in a language, read anew where it changed. */
    Listing listing(Language language) {
        Snapshot current = snapshot;
        if (current == null || (stale && old(current))) {
            current = reload();
        }
        return Objects.requireNonNull(current.listings().get(language));
    }

    private static boolean old(Snapshot snapshot) {
        return System.nanoTime() - snapshot.loadedNanos() > REFRESH_AT_MOST_EVERY.toNanos();
    }

    private Snapshot reload() {
        loading.lock();
        try {
            Snapshot current = snapshot;
            if (current != null && !(stale && old(current))) {
                return current;
            }
            stale = false;
            Caller caller = PortalCallers.portal();
            List<FhirObject> organisations = all(caller, "Organization");
            List<FhirObject> services = all(caller, "HealthcareService");
            Map<Language, Listing> listings = new HashMap<>();
            for (Language language : Language.values()) {
                listings.put(language, listing(organisations, services, language));
            }
            Snapshot fresh = new Snapshot(System.nanoTime(), Map.copyOf(listings));
            snapshot = fresh;
            return fresh;
        } catch (RuntimeException problem) {
            stale = true;
            throw problem;
        } finally {
            loading.unlock();
        }
    }

    private List<FhirObject> all(Caller caller, String type) {
        return RecordPages.all(record, caller, type, "", MAX_RESOURCES).stream()
                .map(stored -> stored.resource())
                .toList();
    }

    private static Listing listing(List<FhirObject> organisations, List<FhirObject> services, Language language) {
        Map<String, Set<String>> departments = new HashMap<>();
        organisations.forEach(
                department -> addDepartment(departments, department.object("partOf"), department, language));
        services.forEach(service -> addDepartment(departments, service.object("providedBy"), service, language));
        List<Hospital> hospitals = organisations.stream()
                .filter(HospitalDirectory::isHospital)
                .map(organisation -> hospital(organisation, departments, language))
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing((Hospital hospital) -> rank(hospital.kind()))
                        .thenComparing(Hospital::name))
                .toList();
        List<String> districts = hospitals.stream()
                .map(Hospital::district)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
        Map<String, Integer> counts = new TreeMap<>();
        hospitals.forEach(hospital -> hospital.departments().forEach(name -> counts.merge(name, 1, Integer::sum)));
        List<String> names = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MAX_DEPARTMENTS_OFFERED)
                .map(Map.Entry::getKey)
                .toList();
        return new Listing(hospitals, districts, names);
    }

    private static void addDepartment(
            Map<String, Set<String>> departments,
            @Nullable FhirObject owner,
            FhirObject department,
            Language language) {
        String reference = owner == null ? null : owner.string("reference");
        String name = Referred.nameAndAliases(department, language);
        if (name == null) {
            name = FhirWords.firstConcept(department.objects("type"), language);
        }
        if (reference != null && name != null && !isFalse(department)) {
            departments.computeIfAbsent(reference, _ -> new LinkedHashSet<>()).add(name);
        }
    }

    /** An active organisation that stands for itself and, where it says what it is, is a provider. */
    private static boolean isHospital(FhirObject organisation) {
        if (isFalse(organisation) || organisation.object("partOf") != null) {
            return false;
        }
        List<String> codes = organisation
                .objects("type")
                .flatMap(type -> type.objects("coding"))
                .map(coding -> coding.string("code"))
                .filter(Objects::nonNull)
                .toList();
        return codes.isEmpty() || codes.contains("prov");
    }

    private static boolean isFalse(FhirObject resource) {
        return resource.get("active") instanceof FhirBoolean(boolean active) && !active;
    }

    private static @Nullable Hospital hospital(
            FhirObject organisation, Map<String, Set<String>> departments, Language language) {
        String name = Referred.nameAndAliases(organisation, language);
        String reference = "Organization/" + organisation.id();
        if (name == null) {
            return null;
        }
        FhirObject address = organisation.objects("address").findFirst().orElse(null);
        String phone = organisation
                .objects("telecom")
                .filter(contact -> "phone".equals(contact.string("system")))
                .map(contact -> contact.string("value"))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new Hospital(
                reference,
                name,
                kind(organisation, language),
                address == null ? null : address.string("district"),
                address == null ? null : written(address),
                phone,
                new ArrayList<>(departments.getOrDefault(reference, Set.of())));
    }

    /** What kind of hospital it is, unless the only thing that is said is that it is a provider. */
    private static @Nullable String kind(FhirObject organisation, Language language) {
        List<String> words = new ArrayList<>();
        organisation.objects("type").forEach(type -> {
            if (type.string("text") instanceof String text) {
                words.add(text);
            }
            type.objects("coding")
                    .filter(coding -> !"prov".equals(coding.string("code")))
                    .map(coding -> coding.string("display"))
                    .filter(Objects::nonNull)
                    .forEach(words::add);
        });
        words.removeIf("Healthcare Provider"::equals);
        return FhirWords.choose(words, language);
    }

    private static @Nullable String written(FhirObject address) {
        String text = address.string("text");
        String lines = FhirWords.strings(address, "line");
        return text != null ? text : lines.isBlank() ? null : lines;
    }

    /** Large hospitals first: people who know no name look for these. */
    private static int rank(@Nullable String kind) {
        if (kind == null) {
            return 3;
        }
        return kind.contains("三级") || kind.startsWith("Tertiary") ? 0 : kind.contains("二级") ? 1 : 2;
    }
}

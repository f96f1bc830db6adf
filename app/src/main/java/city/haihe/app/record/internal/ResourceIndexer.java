package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;
import city.haihe.app.record.internal.IndexedResource.LocalReference;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.IndexValue;
import city.haihe.fhir.SearchParameter;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds everything that a resource can be searched by, and whose compartments it is in. */
final class ResourceIndexer {

    /** Parts of the city that a table can be partitioned by. */
    private static final int SHARDS = 1_024;

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern SPACES = Pattern.compile("\\s+");

    private final SearchParameters parameters;
    private final ResourceTables tables;
    private final LocalReferences references;

    ResourceIndexer(SearchParameters parameters, ResourceTables tables, RecordSettings settings) {
        this.parameters = parameters;
        this.tables = tables;
        this.references = new LocalReferences(parameters, settings.base());
    }

    /** A string as it is compared: no case, no accents, full-width forms as plain ones, single spaces. */
    static String normalise(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int index = 0; index < text.length(); index++) {
            char c = text.charAt(index);
            if (!isPlain(c)) {
                return fold(text);
            }
            if (c != ' ') {
                plain.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
            } else if (!plain.isEmpty() && plain.charAt(plain.length() - 1) != ' ') {
                plain.append(c);
            }
        }
        int length = plain.length();
        if (length > 0 && plain.charAt(length - 1) == ' ') {
            plain.setLength(length - 1);
        }
        return plain.toString();
    }

    /** Whether the character has one form only, and at most another case: ASCII and common ideographs. */
    private static boolean isPlain(char c) {
        return c >= ' ' && c <= '~' || c >= '一' && c <= '鿿';
    }

    /** The same by the rules of Unicode, for what is not plain. */
    static String fold(String text) {
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKD);
        folded = MARKS.matcher(folded).replaceAll("");
        folded = Normalizer.normalize(folded, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        return SPACES.matcher(folded).replaceAll(" ").strip();
    }

    /** Indexes a resource that has its id. */
    IndexedResource index(FhirObject resource) {
        return new IndexRun(
                        resource,
                        parameters.type(resource.resourceType()),
                        tables.of(resource.resourceType()),
                        references)
                .run();
    }

    /** The shard of a patient, or of a resource that belongs to none. */
    static int shard(long self) {
        return (int) (self & (SHARDS - 1));
    }

    /** Whether a stored resource has the term now. */
    boolean hasTerm(StoredResource resource, long term) {
        for (long known : index(resource.resource()).terms()) {
            if (known == term) {
                return true;
            }
        }
        return false;
    }

    /** The resources of ours that the resource refers to by a parameter, or by any where it is {@code *}. */
    Set<LocalReference> targets(FhirObject resource, String parameter, String targetType) {
        String type = resource.resourceType();
        Stream<SearchParameter> asked = parameter.equals("*")
                ? parameters.of(type).stream().filter(known -> known.kind() == SearchParameter.Kind.REFERENCE)
                : parameters.find(type, parameter).stream();
        List<LocalReference> found = new ArrayList<>();
        asked.forEach(known -> known.extract(resource, value -> {
            if (value instanceof IndexValue.Reference(String reference)) {
                LocalReference target = references.target(reference, "");
                if (target != null && (targetType.isEmpty() || targetType.equals(target.type()))) {
                    found.add(target);
                }
            }
        }));
        return new LinkedHashSet<>(found);
    }
}

package city.haihe.app.record.internal;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import city.haihe.fhir.R4;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Replaces, in a resource of a Bundle, what names another entry by what that entry's resource is called in the record (FHIR
 * R4 3.1.0.11.2): in references, in elements of the types uri, url, oid and uuid, and in the links of narratives. What
 * changes is copied; the resource that was given stays as it is. Whether an element has such a type is only asked where its
 * text names an entry, so that a resource that names none costs a walk and no more.
 */
final class ReferenceRewriter {

    private static final Set<String> LINKS = Set.of("uri", "url", "oid", "uuid");
    private static final List<String> LINK_ATTRIBUTES = List.of("href", "src");
    private static final String HISTORY = "/_history/";

    private final Map<String, String> names;
    private final Predicate<String> isType;

    /** The objects that the walk is in, the resource first, and the names under which each is its parent's member. */
    private final List<FhirObject> objects = new ArrayList<>();

    private final List<String> members = new ArrayList<>();
    private final Set<String> open = new LinkedHashSet<>();
    private String root = "";

    /**
     * A rewriter.
     *
     * @param names what entries, by their fullUrl, and conditional references are called
     * @param isType whether a text is a resource type
     */
    ReferenceRewriter(Map<String, String> names, Predicate<String> isType) {
        this.names = names;
        this.isType = isType;
    }

    /** Conditional references of the last resource that have no name yet. */
    Set<String> open() {
        return open;
    }

    /** The resource of an entry, with its references replaced. */
    FhirObject rewrite(FhirObject resource, String fullUrl) {
        open.clear();
        root = root(fullUrl);
        return enter("", resource);
    }

    /** The base of a fullUrl such as {@code http://other/fhir/Patient/1}, against which relative references are read. */
    private String root(String fullUrl) {
        int id = fullUrl.lastIndexOf('/');
        int type = id <= 0 ? -1 : fullUrl.lastIndexOf('/', id - 1);
        boolean restful = type > 0 && fullUrl.startsWith("http") && isType.test(fullUrl.substring(type + 1, id));
        return restful ? fullUrl.substring(0, type + 1) : "";
    }

    /** Replaces every text that names an entry, in what has no types, such as a JSON Patch. */
    FhirValue rewriteAny(FhirValue value) {
        return switch (value) {
            case FhirString(String text) -> {
                String name = names.get(text);
                yield name == null ? value : new FhirString(name);
            }
            case FhirArray array -> {
                FhirArray rewritten = new FhirArray();
                array.forEach(item -> rewritten.add(rewriteAny(item)));
                yield rewritten;
            }
            case FhirObject object -> {
                FhirObject rewritten = new FhirObject();
                object.forEach((name, item) -> rewritten.put(name, rewriteAny(item)));
                yield rewritten;
            }
            case FhirValue other -> other;
        };
    }

    private FhirObject enter(String member, FhirObject object) {
        objects.add(object);
        members.add(member);
        FhirObject rewritten = object;
        for (int index = 0; index < object.size(); index++) {
            String name = object.nameAt(index);
            FhirValue value = object.valueAt(index);
            FhirValue replaced = value(name, value);
            if (replaced != value) {
                rewritten = rewritten == object ? shallow(object) : rewritten;
                rewritten.put(name, replaced);
            }
        }
        objects.removeLast();
        members.removeLast();
        return rewritten;
    }

    private static FhirObject shallow(FhirObject object) {
        FhirObject copy = new FhirObject();
        object.forEach(copy::put);
        return copy;
    }

    private FhirValue value(String name, FhirValue value) {
        if (value instanceof FhirString(String text)) {
            String replaced = text(name, text);
            return replaced == null ? value : new FhirString(replaced);
        }
        if (value instanceof FhirObject object) {
            return enter(name, object);
        }
        if (value instanceof FhirArray array) {
            FhirArray rewritten = array;
            for (int index = 0; index < array.size(); index++) {
                FhirValue replaced = value(name, array.get(index));
                if (replaced != array.get(index)) {
                    rewritten = rewritten == array ? new FhirArray(array.values()) : rewritten;
                    rewritten.set(index, replaced);
                }
            }
            return rewritten;
        }
        return value;
    }

    /** What the text becomes, or null where it stays. */
    private @Nullable String text(String name, String text) {
        if (name.equals("reference")) {
            return reference(text);
        }
        if (name.equals("div")) {
            return text.contains("href") || text.contains("src") ? narrative(text) : null;
        }
        // Only an absolute address can name an entry; most texts are none.
        char first = text.isEmpty() ? ' ' : text.charAt(0);
        if (first != 'u' && first != 'h') {
            return null;
        }
        String known = known(text);
        return known == null || !isLink(name) ? null : known;
    }

    private @Nullable String reference(String text) {
        String known = known(text);
        if (known != null) {
            return known;
        }
        int mark = text.indexOf('?');
        if (mark > 0 && isType.test(text.substring(0, mark))) {
            open.add(text);
            return null;
        }
        if (root.isEmpty() || text.startsWith("#") || text.indexOf(':') >= 0) {
            return null;
        }
        int version = text.indexOf(HISTORY);
        return names.get(root + (version < 0 ? text : text.substring(0, version)));
    }

    /** The name of what an address names, with the fragment that it has. */
    private @Nullable String known(String text) {
        String known = names.get(text);
        int fragment = known == null ? text.indexOf('#') : -1;
        if (fragment <= 0) {
            return known;
        }
        String whole = names.get(text.substring(0, fragment));
        return whole == null ? null : whole + text.substring(fragment);
    }

    private boolean isLink(String name) {
        String shape = objects.getFirst().resourceType();
        for (int depth = 1; depth < objects.size(); depth++) {
            R4.Member member = R4.definitions().member(shape, members.get(depth));
            if (member == null) {
                return false;
            }
            String type = member.element().shape(member.type());
            shape = type.equals("Resource") ? objects.get(depth).resourceType() : type;
        }
        R4.Member member = R4.definitions().member(shape, name);
        return member != null && LINKS.contains(member.type());
    }

    private @Nullable String narrative(String div) {
        StringBuilder rewritten = new StringBuilder();
        int copied = 0;
        for (int equals = div.indexOf('='); equals >= 0; equals = div.indexOf('=', equals + 1)) {
            int quote = equals + 1;
            while (quote < div.length() && Character.isWhitespace(div.charAt(quote))) {
                quote++;
            }
            if (quote == div.length() || div.charAt(quote) != '"' && div.charAt(quote) != '\'') {
                continue;
            }
            int end = div.indexOf(div.charAt(quote), quote + 1);
            if (end < 0) {
                break;
            }
            String known = isLinkAttribute(div, equals) ? known(div.substring(quote + 1, end)) : null;
            if (known != null) {
                rewritten.append(div, copied, quote + 1).append(known);
                copied = end;
            }
            equals = end;
        }
        return copied == 0 ? null : rewritten.append(div, copied, div.length()).toString();
    }

    /** Whether the name before the equals sign is that of a link's attribute. */
    private static boolean isLinkAttribute(String div, int equals) {
        int end = equals;
        while (end > 0 && Character.isWhitespace(div.charAt(end - 1))) {
            end--;
        }
        for (String name : LINK_ATTRIBUTES) {
            int start = end - name.length();
            if (start > 0 && div.startsWith(name, start) && Character.isWhitespace(div.charAt(start - 1))) {
                return true;
            }
        }
        return false;
    }
}

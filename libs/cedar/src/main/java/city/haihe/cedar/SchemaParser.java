package city.haihe.cedar;

import city.haihe.cedar.Lexer.Kind;
import city.haihe.cedar.Lexer.Token;
import city.haihe.cedar.Value.EntityUid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads schemas (Cedar, grammar for schemas). Names are resolved once all declarations are read. */
final class SchemaParser extends TokenReader {

    /** As deep as expressions may be. */
    private static final int MAX_DEPTH = 100;

    private static final Map<String, Type> BUILT_IN = Map.of(
            "Bool", Type.BOOL,
            "Long", Type.LONG,
            "String", Type.STRING,
            "ipaddr", Type.IP,
            "decimal", Type.DECIMAL,
            "datetime", Type.DATETIME,
            "duration", Type.DURATION);

    /** A type as it was written. */
    private sealed interface Raw {}

    private record Reference(Name name) implements Raw {}

    private record RawSet(Raw element) implements Raw {}

    private record RawRecord(Map<String, RawAttribute> attributes) implements Raw {}

    private record RawAttribute(Raw type, boolean required) {}

    /** A name, and the namespace that it was written in. */
    private record Name(String path, String namespace, Position at) {}

    private record RawEntity(
            List<Name> parents,
            Raw shape,
            @Nullable Raw tags,
            @Nullable Set<String> ids) {}

    private record RawAction(
            Map<EntityUid, Position> parents,
            List<Name> principals,
            List<Name> resources,
            Raw context,
            String namespace) {}

    private final Map<String, RawEntity> entities = new LinkedHashMap<>();
    private final Map<EntityUid, RawAction> actions = new LinkedHashMap<>();
    private final Map<String, Raw> commons = new LinkedHashMap<>();
    private String namespace = "";
    private int depth;

    SchemaParser(String text) throws MalformedException {
        super(text);
    }

    Schema schema() throws MalformedException {
        Set<String> namespaces = new HashSet<>();
        while (!atEnd()) {
            annotations();
            if (!next("namespace")) {
                declaration();
                continue;
            }
            Token word = take();
            namespace = path();
            if (!namespaces.add(namespace)) {
                throw new MalformedException(
                        word.at(), "namespace %s twice (expected: each once)".formatted(namespace));
            }
            expect("{");
            while (!taken("}")) {
                annotations();
                declaration();
            }
            namespace = "";
        }
        return resolve();
    }

    private void annotations() throws MalformedException {
        while (taken("@")) {
            take();
            if (taken("(")) {
                string();
                expect(")");
            }
        }
    }

    private void declaration() throws MalformedException {
        Token word = take();
        switch (word.text()) {
            case "entity" -> entityDeclaration();
            case "action" -> actionDeclaration();
            case "type" -> {
                Position at = peek().at();
                String name = qualified(identifier());
                expect("=");
                Raw type = type();
                expect(";");
                once(commons.put(name, type), name, at);
            }
            default -> throw wrong(word, "entity, action, type or namespace");
        }
    }

    private static void once(@Nullable Object before, String name, Position at) throws MalformedException {
        if (before != null) {
            throw new MalformedException(at, "%s declared twice (expected: each name once)".formatted(name));
        }
    }

    private String qualified(String name) {
        return namespace.isEmpty() ? name : namespace + "::" + name;
    }

    private void entityDeclaration() throws MalformedException {
        Position at = peek().at();
        List<String> names = new ArrayList<>(List.of(identifier()));
        while (taken(",")) {
            names.add(identifier());
        }
        RawEntity entity;
        if (taken("enum")) {
            Set<String> ids = new LinkedHashSet<>();
            expect("[");
            do {
                ids.add(string());
            } while (taken(",") && !next("]"));
            expect("]");
            entity = new RawEntity(List.of(), new RawRecord(Map.of()), null, ids);
        } else {
            List<Name> parents = taken("in") ? names() : List.of();
            taken("=");
            Raw shape = next("{") ? type() : new RawRecord(Map.of());
            entity = new RawEntity(parents, shape, taken("tags") ? type() : null, null);
        }
        expect(";");
        for (String name : names) {
            once(entities.put(qualified(name), entity), name, at);
        }
    }

    private List<Name> names() throws MalformedException {
        List<Name> names = new ArrayList<>();
        if (!taken("[")) {
            names.add(name(peek()));
            return names;
        }
        while (!taken("]")) {
            names.add(name(peek()));
            if (!next("]")) {
                expect(",");
            }
        }
        return names;
    }

    private Name name(Token first) throws MalformedException {
        // The namespace of what is built in is reserved for the user, but may be named.
        if (first.is("__cedar")) {
            take();
            expect("::");
            return new Name("__cedar::" + identifier(), namespace, first.at());
        }
        return new Name(path(), namespace, first.at());
    }

    private void actionDeclaration() throws MalformedException {
        Position at = peek().at();
        List<String> names = new ArrayList<>(List.of(name()));
        while (taken(",")) {
            names.add(name());
        }
        Map<EntityUid, Position> parents = taken("in") ? actionNames() : Map.of();
        List<Name> principals = List.of();
        List<Name> resources = List.of();
        Raw context = new RawRecord(Map.of());
        if (taken("appliesTo")) {
            expect("{");
            while (!taken("}")) {
                Token key = take();
                expect(":");
                switch (key.text()) {
                    case "principal" -> principals = names();
                    case "resource" -> resources = names();
                    case "context" -> context = type();
                    default -> throw wrong(key, "principal, resource or context");
                }
                if (!next("}")) {
                    expect(",");
                }
            }
            if (principals.isEmpty() || resources.isEmpty()) {
                throw new MalformedException(at, "appliesTo without principal or resource (expected: both)");
            }
        }
        expect(";");
        for (String name : names) {
            EntityUid uid = new EntityUid(qualified("Action"), name);
            once(actions.put(uid, new RawAction(parents, principals, resources, context, namespace)), name, at);
        }
    }

    private Map<EntityUid, Position> actionNames() throws MalformedException {
        Map<EntityUid, Position> uids = new LinkedHashMap<>();
        boolean list = taken("[");
        do {
            Position at = peek().at();
            boolean whole = peek().kind() == Kind.IDENTIFIER && peek(1).is("::");
            uids.put(whole ? entity() : new EntityUid(qualified("Action"), name()), at);
        } while (list && taken(",") && !next("]"));
        if (list) {
            expect("]");
        }
        return uids;
    }

    private Raw type() throws MalformedException {
        if (++depth > MAX_DEPTH) {
            throw new MalformedException(peek().at(), "types too deep (expected: <= %d)".formatted(MAX_DEPTH));
        }
        try {
            if (next("Set") && peek(1).is("<")) {
                take();
                take();
                Raw element = type();
                expect(">");
                return new RawSet(element);
            }
            return next("{") ? record() : new Reference(name(peek()));
        } finally {
            depth--;
        }
    }

    private Raw record() throws MalformedException {
        expect("{");
        Map<String, RawAttribute> attributes = new LinkedHashMap<>();
        while (!taken("}")) {
            annotations();
            Position at = peek().at();
            String name = name();
            boolean optional = taken("?");
            expect(":");
            once(attributes.put(name, new RawAttribute(type(), !optional)), name, at);
            if (!next("}")) {
                expect(",");
            }
        }
        return new RawRecord(attributes);
    }

    private Schema resolve() throws MalformedException {
        Map<String, Schema.EntityType> types = new HashMap<>();
        for (Map.Entry<String, RawEntity> entry : entities.entrySet()) {
            RawEntity raw = entry.getValue();
            Raw tags = raw.tags();
            types.put(
                    entry.getKey(),
                    new Schema.EntityType(
                            entityNames(raw.parents()),
                            shape(raw.shape()),
                            tags == null ? null : type(tags, Set.of()),
                            raw.ids()));
        }
        Map<EntityUid, Schema.ActionType> resolved = new HashMap<>();
        for (Map.Entry<EntityUid, RawAction> entry : actions.entrySet()) {
            RawAction raw = entry.getValue();
            for (Map.Entry<EntityUid, Position> parent : raw.parents().entrySet()) {
                if (!actions.containsKey(parent.getKey())
                        || above(parent.getKey()).contains(entry.getKey())) {
                    throw new MalformedException(
                            parent.getValue(),
                            "action %s (expected: a declared action that is not in this one)"
                                    .formatted(parent.getKey()));
                }
            }
            resolved.put(
                    entry.getKey(),
                    new Schema.ActionType(
                            raw.parents().keySet(),
                            entityNames(raw.principals()),
                            entityNames(raw.resources()),
                            shape(raw.context())));
        }
        return new Schema(types, resolved);
    }

    private Set<EntityUid> above(EntityUid action) {
        Set<EntityUid> all = new LinkedHashSet<>(Set.of(action));
        List<EntityUid> open = new ArrayList<>(all);
        while (!open.isEmpty()) {
            RawAction raw = actions.get(open.removeLast());
            if (raw != null) {
                raw.parents().keySet().stream().filter(all::add).forEach(open::add);
            }
        }
        return all;
    }

    private Set<String> entityNames(List<Name> names) throws MalformedException {
        Set<String> all = new LinkedHashSet<>();
        for (Name name : names) {
            if (!(type(new Reference(name), Set.of()) instanceof Type.EntityOf(String type))) {
                throw new MalformedException(name.at(), "%s (expected: an entity type)".formatted(name.path()));
            }
            all.add(type);
        }
        return all;
    }

    private Type.RecordOf shape(Raw raw) throws MalformedException {
        if (type(raw, Set.of()) instanceof Type.RecordOf record) {
            return record;
        }
        Position at = raw instanceof Reference reference ? reference.name().at() : new Position(1, 1);
        throw new MalformedException(at, "a type that is no record (expected: a record)");
    }

    private Type type(Raw raw, Set<String> within) throws MalformedException {
        return switch (raw) {
            case RawSet set -> new Type.SetOf(type(set.element(), within));
            case RawRecord record -> {
                Map<String, Type.Attribute> attributes = new LinkedHashMap<>();
                for (Map.Entry<String, RawAttribute> entry : record.attributes().entrySet()) {
                    RawAttribute attribute = entry.getValue();
                    attributes.put(
                            entry.getKey(), new Type.Attribute(type(attribute.type(), within), attribute.required()));
                }
                yield new Type.RecordOf(attributes);
            }
            case Reference reference -> named(reference.name(), within);
        };
    }

    /** Common types come before entity types, and those before what is built in; the own namespace before the empty one. */
    private Type named(Name name, Set<String> within) throws MalformedException {
        List<String> candidates = name.namespace().isEmpty()
                ? List.of(name.path())
                : List.of(name.namespace() + "::" + name.path(), name.path());
        for (String candidate : candidates) {
            Raw common = commons.get(candidate);
            if (common != null) {
                if (within.contains(candidate)) {
                    throw new MalformedException(
                            name.at(), "type %s within itself (expected: no cycle)".formatted(candidate));
                }
                Set<String> deeper = new HashSet<>(within);
                deeper.add(candidate);
                return type(common, deeper);
            }
            if (entities.containsKey(candidate)) {
                return new Type.EntityOf(candidate);
            }
        }
        Type builtIn = BUILT_IN.get(name.path().replaceFirst("^__cedar::", ""));
        if (builtIn == null) {
            throw new MalformedException(name.at(), "type %s (expected: one that is declared)".formatted(name.path()));
        }
        return builtIn;
    }
}

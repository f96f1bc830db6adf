package city.haihe.cedar;

import city.haihe.cedar.Lexer.Kind;
import city.haihe.cedar.Lexer.Token;
import city.haihe.cedar.Policy.Effect;
import city.haihe.cedar.Value.EntityUid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads policies and templates (Cedar, grammar, Policy). One parser reads one text. */
final class PolicyParser extends ExprParser {

    /** Far more than a city has, and still indexed in seconds. */
    private static final int MAX_POLICIES = 1_000_000;

    private final Set<String> ids = new HashSet<>();

    PolicyParser(String text) throws MalformedException {
        super(text);
    }

    List<Policy> policies() throws MalformedException {
        List<Policy> policies = new ArrayList<>();
        while (!atEnd()) {
            if (policies.size() >= MAX_POLICIES) {
                throw new MalformedException(peek().at(), "policies (expected: <= %d)".formatted(MAX_POLICIES));
            }
            policies.add(policy(policies.size()));
        }
        return policies;
    }

    private Policy policy(int number) throws MalformedException {
        Position position = peek().at();
        Map<String, String> annotations = annotations();
        Effect effect = effect();
        expect("(");
        expect("principal");
        Scope principal = scope("?principal");
        expect(",");
        expect("action");
        Scope action = actionScope();
        expect(",");
        expect("resource");
        Scope resource = scope("?resource");
        expect(")");
        List<Expr> conditions = conditions();
        expect(";");
        String id = annotations.getOrDefault("id", "policy" + number);
        if (!ids.add(id)) {
            throw new MalformedException(
                    position, "a second policy %s (expected: each @id once)".formatted(Texts.quote(id)));
        }
        return new Policy(id, position, annotations, effect, principal, action, resource, conditions);
    }

    private Map<String, String> annotations() throws MalformedException {
        Map<String, String> annotations = new LinkedHashMap<>();
        while (taken("@")) {
            Token key = take();
            if (key.kind() != Kind.IDENTIFIER) {
                throw wrong(key, "the name of an annotation");
            }
            String value = "";
            if (taken("(")) {
                value = string();
                expect(")");
            }
            if (annotations.put(key.text(), value) != null) {
                throw wrong(key, "each annotation once");
            }
        }
        return annotations;
    }

    private Effect effect() throws MalformedException {
        if (taken("permit")) {
            return Effect.PERMIT;
        }
        if (taken("forbid")) {
            return Effect.FORBID;
        }
        throw wrong(peek(), "permit or forbid");
    }

    private Scope scope(String slot) throws MalformedException {
        if (taken("==")) {
            return new Scope.Equal(target(slot));
        }
        if (taken("in")) {
            return new Scope.In(target(slot));
        }
        if (taken("is")) {
            String type = path();
            return taken("in") ? new Scope.IsIn(type, target(slot)) : new Scope.Is(type);
        }
        return new Scope.Any();
    }

    private Scope.Target target(String slot) throws MalformedException {
        return taken(slot) ? new Scope.Slot() : new Scope.Named(entity());
    }

    private Scope actionScope() throws MalformedException {
        if (taken("==")) {
            return new Scope.Equal(new Scope.Named(action()));
        }
        if (!taken("in")) {
            return new Scope.Any();
        }
        if (!taken("[")) {
            return new Scope.In(new Scope.Named(action()));
        }
        List<EntityUid> actions = new ArrayList<>();
        while (!next("]")) {
            actions.add(action());
            if (!next("]")) {
                expect(",");
                if (next("]")) {
                    throw wrong(peek(), "an action after the comma");
                }
            }
        }
        expect("]");
        return new Scope.InAny(actions);
    }

    private EntityUid action() throws MalformedException {
        Token token = peek();
        EntityUid uid = entity();
        if (!uid.type().equals("Action") && !uid.type().endsWith("::Action")) {
            throw wrong(token, "an entity of type Action");
        }
        return uid;
    }

    private List<Expr> conditions() throws MalformedException {
        List<Expr> conditions = new ArrayList<>();
        while (next("when") || next("unless")) {
            Token word = take();
            expect("{");
            Expr condition = expression();
            expect("}");
            conditions.add(word.is("when") ? condition : new Expr.Not(condition, word.at()));
        }
        return conditions;
    }
}

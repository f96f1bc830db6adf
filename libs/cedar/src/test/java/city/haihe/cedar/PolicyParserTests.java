package city.haihe.cedar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import city.haihe.cedar.Value.EntityUid;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolicyParserTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            permit(principal, action, resource)                              | line 1, column 36: the end of the text (expected: ";")
            allow(principal, action, resource);                              | line 1, column 1: "allow" (expected: permit or forbid)
            permit(principal, action, resource) when { 1 < 2 < 3 };          | line 1, column 50: "<" (expected: one comparison; parentheses around the first, or && between two)
            permit(principal, action, resource) when { user.name };          | line 1, column 44: "user" (expected: an expression: principal, action, resource, context, a literal or an entity)
            permit(principal, action, resource) when { [1].holds(1) };       | line 1, column 48: "holds" (expected: one of contains, containsAll, containsAny, isEmpty, hasTag, getTag, lessThan, lessThanOrEqual, greaterThan, greaterThanOrEqual, isIpv4, isIpv6, isLoopback, isMulticast, isInRange, offset, durationSince, toDate, toTime, toMilliseconds, toSeconds, toMinutes, toHours, toDays)
            permit(principal, action, resource) when { [1].contains() };     | line 1, column 48: contains with 0 arguments (expected: 1)
            permit(principal, action, resource) when { "a };                 | line 1, column 44: a string without end (expected: a closing quote)
            permit(principal, action, resource) when { 9223372036854775808 == 1 }; | line 1, column 44: "9223372036854775808" (expected: a number of 64 bits)
            permit(principal, action, resource) when { {a: 1, "a": 2} == 1 };| line 1, column 51: a string (expected: each attribute once)
            permit(principal, action == User::"a", resource);                | line 1, column 29: "User" (expected: an entity of type Action)
            permit(principal, action, resource) when { ?principal == 1 };    | line 1, column 44: "?principal" (expected: an expression; slots stand in the scope of a template only)
            permit(principal, action, resource) when { !!!!!true };          | line 1, column 44: unary operators (expected: <= 4)
            permit(principal, action, resource) when { principal.in };       | line 1, column 54: "in" (expected: an identifier that is no reserved word)
            """)
    void saysWhereATextIsWrongAndWhatWasExpected(String text, String message) {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> PolicySet.parse(text))
                .withMessage(message);
    }

    @Test
    void refusesWhatIsNestedTooDeep() {
        String text = "permit(principal, action, resource) when { " + "(".repeat(10_000) + "true" + ")".repeat(10_000)
                + " };";
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> PolicySet.parse(text))
                .withMessageEndingWith("expressions too deep (expected: <= 100)");
        String chain = "permit(principal, action, resource) when { true" + " && true".repeat(10_000) + " };";
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> PolicySet.parse(chain))
                .withMessageEndingWith("operators in a row (expected: <= 500)");
    }

    @Test
    void readsAnnotationsAndNamesPoliciesByThem() throws MalformedException {
        List<Policy> policies = PolicySet.parse("""
                // Who treats may read.
                @id("treating") @article("28") @shadow
                permit(principal is Hospital::User in Group::"a", action in [Action::"read", Action::"find"], resource == Doc::"1");
                forbid(principal, action, resource) unless { context.secure };
                """).policies();
        assertThat(policies).extracting(Policy::id).containsExactly("treating", "policy1");
        assertThat(policies.getFirst().annotations())
                .containsEntry("article", "28")
                .containsEntry("shadow", "");
        assertThat(policies.getFirst().position()).isEqualTo(new Position(2, 1));
    }

    @Test
    void linksATemplate() throws MalformedException {
        Policy template = PolicySet.parse("permit(principal == ?principal, action, resource in ?resource);")
                .policies()
                .getFirst();
        assertThat(template.isTemplate()).isTrue();
        EntityUid bob = new EntityUid("User", "bob");
        EntityUid box = new EntityUid("Box", "1");
        PolicySet linked = PolicySet.of(List.of(template, template.link("bobs", bob, box)));
        Request request = new Request(bob, new EntityUid("Action", "read"), box, Value.RecordOf.EMPTY);
        assertThat(linked.decide(request, Entities.NONE).determining()).containsExactly("bobs");
        assertThatIllegalArgumentException().isThrownBy(() -> template.link("half", bob, null));
    }

    @Test
    void readsBackWhatItPrints() throws MalformedException {
        RandomCases cases = new RandomCases(7);
        for (int i = 0; i < 500; i++) {
            RandomCase next = cases.next();
            for (RandomCase.Rule rule : next.rules()) {
                for (Expr condition : rule.conditions()) {
                    // A set that is one value is read as a literal of its elements, so the second reading is compared.
                    String once = read(Exprs.print(condition));
                    assertThat(read(once)).isEqualTo(once);
                }
            }
        }
    }

    private static String read(String expression) throws MalformedException {
        return Exprs.print(PolicySet.parse("permit(principal, action, resource) when { " + expression + " };")
                .policies()
                .getFirst()
                .conditions()
                .getFirst());
    }
}

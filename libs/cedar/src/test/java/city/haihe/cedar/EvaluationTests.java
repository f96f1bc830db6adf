package city.haihe.cedar;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.cedar.Value.EntityUid;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What expressions are: true, false or an error. */
final class EvaluationTests {

    private static final EntityUid BOB = new EntityUid("User", "bob");
    private static final EntityUid FRIENDS = new EntityUid("Group", "friends");
    private static final EntityUid ALL = new EntityUid("Group", "all");
    private static final EntityUid READ = new EntityUid("Action", "read");

    private static final Entities ENTITIES = Entities.of(List.of(
            new Entity(BOB, Map.of("age", new Value.Int(21)), Set.of(FRIENDS), Map.of("team", new Value.Text("a"))),
            new Entity(FRIENDS, Map.of(), Set.of(ALL))));

    static String outcome(String expression) throws MalformedException {
        Decision decision = PolicySet.parse("permit(principal, action, resource) when { " + expression + " };")
                .decide(
                        new Request(
                                BOB,
                                READ,
                                new EntityUid("Doc", "1"),
                                new Value.RecordOf(Map.of("addr", new Value.RecordOf(Map.of())))),
                        ENTITIES);
        return decision.errors().isEmpty() ? String.valueOf(decision.allowed()) : "error";
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            [1, 1, 2, 40] == [40, 1, 2] ; true
            5 == "5" ; false
            3 < "3" ; error
            9223372036854775807 + 1 == 0 ; error
            -9223372036854775808 < 0 ; true
            -(-9223372036854775808) < 0 ; error
            9223372036854775807 * 2 == 0 ; error
            -9223372036854775807 - 2 + 3 == 0 ; error
            false && 3 ; false
            true && 3 ; error
            3 && false ; error
            true || 3 ; true
            false || 3 ; error
            if false then (1 && "hello") else true ; true
            if 1 then true else true ; error
            ! 8 ; error
            !!true ; true
            principal in User::"bob" ; true
            principal in Group::"all" ; true
            Group::"all" in principal ; false
            principal in [Group::"x", Group::"friends"] ; true
            principal in [Group::"friends", 1] ; error
            1 in Group::"all" ; error
            Stranger::"jimmy" in Stranger::"jimmy" ; true
            principal has age && principal.age == 21 ; true
            principal has level ; false
            principal.level == 1 ; error
            Stranger::"jimmy" has age ; false
            Stranger::"jimmy".age == 1 ; error
            context has addr.country ; false
            context has other.country ; false
            context.addr.country == "CN" ; error
            principal.age has x ; error
            {"a b": 1, c: 2}["a b"] == 1 ; true
            principal.hasTag("team") && principal.getTag("team") == "a" ; true
            principal.getTag("none") == "a" ; error
            principal.hasTag(1) ; error
            principal is User ; true
            principal is User in Group::"all" ; true
            "alice" is User ; error
            "ham and eggs" like "*h*a*m*" ; true
            "string*with*stars" like "string\\*with\\*stars" ; true
            "stringxwithxstars" like "string\\*with\\*stars" ; false
            "aab" like "a*ab" ; true
            "ab" like "ab*b" ; false
            1 like "1" ; error
            "\\u{6cb3}" == "河" ; true
            [false, 3, [47, 0]].containsAll([3, [0, 47]]) ; true
            [1, 2].containsAny([3]) ; false
            [].isEmpty() ; true
            "".isEmpty() ; error
            [1].containsAll(1) ; error
            decimal("1.23").lessThan(decimal("1.24")) ; true
            decimal("1.1").lessThan(2) ; error
            decimal("-0.5") == decimal("-0.5000") ; true
            decimal("0.12345") == decimal("0.1") ; error
            decimal("922337203685477.5808") == decimal("0.1") ; error
            ip("192.168.0.75").isInRange(ip("192.168.0.1/24")) ; true
            ip("192.168.0.75").isInRange(ip("192.168.0.1/28")) ; false
            ip("1:2:3:4::").isInRange(ip("1:2:3:4::/48")) ; true
            ip("127.0.0.1") == ip("127.0.0.1/32") ; true
            ip("192.168.0.1/24") == ip("192.168.0.8/24") ; false
            ip("127.0.0.1/8/24").isIpv4() ; error
            ip("ff00::2").isMulticast() ; true
            ip("::1").isLoopback() ; true
            datetime("2024-10-15T11:35:00+0100") == datetime("2024-10-15T10:35:00Z") ; true
            datetime("2016-12-31T23:59:60.000Z") > datetime("1970-01-01") ; error
            datetime("2023-02-29") > datetime("1970-01-01") ; error
            datetime("1970-01-01T01:00:00Z") < 3600000 ; error
            datetime("2025-02-20T22:00:00-0500").toDate() == datetime("2025-02-21") ; true
            datetime("1969-12-31T23:00:00Z").toTime() == duration("23h") ; true
            datetime("2024-10-16T00:00:00-0500").durationSince(datetime("2024-10-15")) == duration("1d5h") ; true
            duration("1d9223372036854775807ms") > duration("1h") ; error
            duration("1s1d") > duration("1h") ; error
            duration("-1d12h").toHours() == -36 ; true
            duration("4m70s").toMinutes() == 5 ; true
            """)
    void evaluatesAsTheSpecificationSays(String expression, String expected) throws MalformedException {
        assertThat(outcome(expression)).isEqualTo(expected);
    }
}

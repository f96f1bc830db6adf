package city.haihe.cedar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.ValidationRequest;
import com.cedarpolicy.model.ValidationResponse;
import com.cedarpolicy.model.policy.Policy;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a schema lets through; each policy is put to the official validator as well, which must agree. */
final class SchemaTests {

    private static final String SCHEMA = """
            @doc("the hospital's people")
            namespace Staff {
              type Address = { street: String, zip?: Long };
              entity Clinician, Nurse in [Team] = {
                grade: Long,
                "ward"?: String,
                home: Address,
                manager?: Clinician,
              } tags String;
              entity Team;
            }
            entity Level enum ["low", "high"];
            entity Folder in Folder;
            entity Doc in Folder {
              owner: Staff::Clinician,
              labels: Set<String>,
              sealed?: Bool,
              written: datetime,
              from: __cedar::ipaddr,
            };
            action all;
            action read, find in [all] appliesTo {
              principal: [Staff::Clinician, Staff::Nurse],
              resource: Doc,
              context: { purpose: String, level?: Level }
            };
            action "move it" appliesTo { principal: Staff::Clinician, resource: [Doc, Folder] };
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            permit(principal, action, resource);                                                               ~ valid
            permit(principal is Staff::Clinician in Staff::Team::"1", action in Action::"all", resource);       ~ valid
            permit(principal is Staff::Doctor, action, resource);                                              ~ wrong
            permit(principal, action == Action::"write", resource);                                            ~ wrong
            permit(principal is Staff::Nurse, action == Action::"move it", resource);                          ~ wrong
            permit(principal == Folder::"1", action, resource);                                                ~ wrong
            permit(principal, action, resource) when { principal.grade > 3 };                                  ~ valid
            permit(principal, action, resource) when { principal.grade > "3" };                                ~ wrong
            permit(principal, action, resource) when { principal.grad > 3 };                                   ~ wrong
            permit(principal, action, resource) when { principal.ward == "a" };                                ~ wrong
            permit(principal, action, resource) when { principal has ward && principal.ward == "a" };          ~ valid
            permit(principal, action, resource) when { principal has ward || principal.ward == "a" };          ~ wrong
            permit(principal, action, resource) when { principal has ward } when { principal.ward == "a" };    ~ valid
            permit(principal, action, resource) when { principal.home has zip && principal.home.zip == 1 };    ~ valid
            permit(principal, action, resource) when { principal has manager.ward && principal.manager.ward == "a" }; ~ valid
            permit(principal, action, resource) when { if principal has ward then principal.ward == "a" else true };  ~ valid
            permit(principal, action == Action::"read", resource) when { resource.sealed };                    ~ wrong
            permit(principal, action == Action::"read", resource) when { resource.labels.contains("R") };      ~ valid
            permit(principal, action == Action::"read", resource) when { resource.labels.contains(1) };        ~ wrong
            permit(principal, action == Action::"read", resource) when { resource.labels.containsAll([]) };    ~ wrong
            permit(principal, action == Action::"read", resource) when { ["R", 1].containsAny(resource.labels) }; ~ wrong
            permit(principal, action, resource) when { resource is Doc && resource.labels.isEmpty() };         ~ valid
            permit(principal, action, resource) when { resource.labels.isEmpty() };                            ~ wrong
            permit(principal, action, resource) when { resource is Paper };                                    ~ wrong
            permit(principal, action == Action::"read", resource) when { resource.owner == principal };        ~ valid
            permit(principal, action == Action::"read", resource) when { resource.owner == "a" };              ~ wrong
            permit(principal, action == Action::"read", resource) when { context.purpose like "T*" };          ~ valid
            permit(principal, action == Action::"read", resource) when { context.level == Level::"high" };     ~ wrong
            permit(principal, action == Action::"read", resource) when { context has level && context.level == Level::"high" };   ~ valid
            permit(principal, action == Action::"read", resource) when { context has level && context.level == Level::"middle" }; ~ wrong
            permit(principal, action, resource) when { context.purpose == "T" };                               ~ wrong
            permit(principal, action, resource) when { principal.hasTag("x") && principal.getTag("x") == "y" };~ valid
            permit(principal, action, resource) when { principal.getTag("x") == "y" };                         ~ wrong
            permit(principal, action, resource) when { ip("10.0.0.300").isIpv4() };                            ~ wrong
            permit(principal, action == Action::"read", resource) when { ip(context.purpose).isIpv4() };       ~ wrong
            permit(principal, action == Action::"read", resource) when { resource.from.isInRange(ip("10.0.0.0/8")) }; ~ valid
            permit(principal, action == Action::"read", resource) when { resource.written.offset(duration("1d")) > datetime("2024-01-01") }; ~ valid
            permit(principal, action == Action::"read", resource) when { resource.written > 1 };               ~ wrong
            permit(principal, action, resource) when { if true then principal.grade == 1 else 1 };             ~ valid
            permit(principal, action, resource) when { (if principal.grade == 1 then "a" else 1) == 1 };       ~ wrong
            permit(principal, action, resource) when { false && 3 };                                           ~ valid
            permit(principal, action, resource) when { principal.grade == 4 && 3 };                              ~ wrong
            permit(principal, action, resource) when { principal.grade };                                      ~ wrong
            permit(principal, action, resource) when { principal in Staff::Team::"1" };                        ~ valid
            permit(principal, action, resource) when { principal in "Team" };                                  ~ wrong
            forbid(principal, action, resource) unless { principal.grade + 1 > 2 * 3 };                        ~ valid
            forbid(principal, action, resource) unless { principal.home == {street: "a"} };                    ~ wrong
            """)
    void validatesStrictlyAsTheOfficialValidatorDoes(String policy, String expected) throws Exception {
        boolean valid = expected.equals("valid");
        assertThat(Schema.parse(SCHEMA).validate(PolicySet.parse(policy)).isEmpty())
                .as("ours: %s", Schema.parse(SCHEMA).validate(PolicySet.parse(policy)))
                .isEqualTo(valid);
        ValidationResponse response = new BasicAuthorizationEngine()
                .validate(new ValidationRequest(
                        new com.cedarpolicy.model.schema.Schema(SCHEMA),
                        new com.cedarpolicy.model.policy.PolicySet(Set.of(new Policy(policy, "p")))));
        assertThat(response.validationPassed()).as("official: %s", response).isEqualTo(valid);
    }

    @Test
    void namesThePlaceAndWhatWasExpected() throws MalformedException {
        assertThat(Schema.parse(SCHEMA).validate(PolicySet.parse("""
                        @id("grades")
                        permit(principal, action == Action::"read", resource)
                        when { principal.grade > "3" };
                        """)))
                .containsExactly("policy grades, line 3, column 26: String (expected: Long)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            entity A; entity A;                                          ~ line 1, column 18: A declared twice (expected: each name once)
            entity A in B;                                               ~ line 1, column 13: type B (expected: one that is declared)
            entity A { b: Strin };                                       ~ line 1, column 15: type Strin (expected: one that is declared)
            type A = Set<B>; type B = {a: A}; entity C { a: A };         ~ line 1, column 31: type A within itself (expected: no cycle)
            action a in b;                                               ~ line 1, column 13: action Action::"b" (expected: a declared action that is not in this one)
            action a in b; action b in a;                                ~ line 1, column 13: action Action::"b" (expected: a declared action that is not in this one)
            action a appliesTo { principal: A };                         ~ line 1, column 8: appliesTo without principal or resource (expected: both)
            entity A                                                     ~ line 1, column 9: the end of the text (expected: ";")
            """)
    void saysWhereASchemaIsWrong(String schema, String message) {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> Schema.parse(schema))
                .withMessage(message);
    }
}

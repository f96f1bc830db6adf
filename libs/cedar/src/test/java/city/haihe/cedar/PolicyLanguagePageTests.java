package city.haihe.cedar;

import static org.assertj.core.api.Assertions.assertThat;

import city.haihe.cedar.Value.EntityUid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Runs every example of the page on the policy language. */
final class PolicyLanguagePageTests {

    private static final Pattern BLOCK = Pattern.compile("```(cedar|requests)\n(.*?)```", Pattern.DOTALL);

    private final Compiler compiler = new Compiler();

    @Test
    void decidesEachRequestOfThePageAsItSays() throws IOException, MalformedException {
        PolicySet policies = PolicySet.of(List.of());
        List<String> said = new ArrayList<>();
        List<String> decided = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Files.readString(page()));
        while (blocks.find()) {
            if (blocks.group(1).equals("cedar")) {
                policies = PolicySet.parse(blocks.group(2));
                continue;
            }
            for (String line : blocks.group(2).lines().toList()) {
                String[] cells = line.split(" +\\| +");
                said.add(cells[5].strip());
                decided.add(decide(policies, cells));
            }
        }
        assertThat(said).hasSizeGreaterThan(5);
        assertThat(decided).isEqualTo(said);
    }

    private static Path page() {
        Path page = Path.of("docs/security/policy-language.md");
        return Files.exists(page) ? page : Path.of("../..").resolve(page);
    }

    private String decide(PolicySet policies, String[] cells) throws MalformedException {
        EntityUid resource = (EntityUid) value(cells[2]);
        Value.RecordOf attributes = (Value.RecordOf) value(cells[3]);
        Value.RecordOf context = (Value.RecordOf) value(cells[4]);
        Decision decision = policies.decide(
                new Request((EntityUid) value(cells[0]), (EntityUid) value(cells[1]), resource, context),
                Entities.of(List.of(new Entity(resource, attributes.values(), Set.of()))));
        String text = decision.allowed() ? "allow" : "deny";
        if (!decision.determining().isEmpty()) {
            text += " " + String.join(" ", decision.determining());
        }
        return decision.errors().isEmpty()
                ? text
                : text + ", error "
                        + decision.errors().stream()
                                .map(Decision.PolicyError::policy)
                                .collect(Collectors.joining(" "));
    }

    private Value value(String expression) throws MalformedException {
        Expr expr = new ExprParser(expression).expression();
        return ((Compiler.Constant) compiler.compile(expr))
                .eval(new Frame(
                        new EntityUid("", ""),
                        new EntityUid("", ""),
                        new EntityUid("", ""),
                        Value.RecordOf.EMPTY,
                        Entities.NONE));
    }
}

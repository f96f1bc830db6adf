package city.haihe.app.identity.internal;

import city.haihe.app.platform.SmartScope;
import city.haihe.app.platform.SmartScope.Item;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Says in plain words what scopes allow, for the person who is asked. A restriction is told with its parameters and values;
 * what has no word here is told as it stands.
 */
final class ScopeWords {

    private static final Map<String, String> CHINESE_TYPES = Map.ofEntries(
            Map.entry("AllergyIntolerance", "过敏史"),
            Map.entry("Appointment", "预约"),
            Map.entry("CarePlan", "诊疗计划"),
            Map.entry("CareTeam", "诊疗团队"),
            Map.entry("Claim", "费用申报"),
            Map.entry("Communication", "消息"),
            Map.entry("Condition", "诊断和健康问题"),
            Map.entry("Consent", "知情同意"),
            Map.entry("Coverage", "医疗保险"),
            Map.entry("Device", "器械"),
            Map.entry("DiagnosticReport", "检查检验报告"),
            Map.entry("DocumentReference", "病历文书"),
            Map.entry("Encounter", "就诊记录"),
            Map.entry("ExplanationOfBenefit", "费用结算"),
            Map.entry("FamilyMemberHistory", "家族史"),
            Map.entry("Goal", "健康目标"),
            Map.entry("HealthcareService", "医疗服务"),
            Map.entry("ImagingStudy", "影像检查"),
            Map.entry("Immunization", "预防接种"),
            Map.entry("Location", "地点"),
            Map.entry("Medication", "药品"),
            Map.entry("MedicationAdministration", "给药记录"),
            Map.entry("MedicationDispense", "发药记录"),
            Map.entry("MedicationRequest", "处方"),
            Map.entry("MedicationStatement", "用药记录"),
            Map.entry("Observation", "检查检验结果"),
            Map.entry("Organization", "医疗机构"),
            Map.entry("Patient", "基本资料"),
            Map.entry("Practitioner", "医务人员"),
            Map.entry("PractitionerRole", "医务人员岗位"),
            Map.entry("Procedure", "手术和操作"),
            Map.entry("QuestionnaireResponse", "问卷"),
            Map.entry("RelatedPerson", "亲属"),
            Map.entry("Schedule", "排班"),
            Map.entry("ServiceRequest", "检查检验申请"),
            Map.entry("Slot", "号源"),
            Map.entry("Specimen", "标本"));

    private static final Map<String, String> CHINESE_PARAMETERS = Map.ofEntries(
            Map.entry("_lastUpdated", "更新时间"),
            Map.entry("_security", "保密级别"),
            Map.entry("_tag", "标签"),
            Map.entry("birthdate", "出生日期"),
            Map.entry("category", "类别"),
            Map.entry("class", "就诊类别"),
            Map.entry("clinical-status", "临床状态"),
            Map.entry("code", "项目"),
            Map.entry("date", "日期"),
            Map.entry("gender", "性别"),
            Map.entry("status", "状态"),
            Map.entry("type", "类型"));

    /** Codes of the categories that apps ask for most, in Chinese; in English they are words already. */
    private static final Map<String, String> CHINESE_CODES = Map.ofEntries(
            Map.entry("activity", "运动"),
            Map.entry("encounter-diagnosis", "就诊诊断"),
            Map.entry("exam", "体格检查"),
            Map.entry("imaging", "影像检查"),
            Map.entry("laboratory", "检验"),
            Map.entry("problem-list-item", "健康问题"),
            Map.entry("procedure", "操作"),
            Map.entry("social-history", "生活习惯"),
            Map.entry("survey", "问卷"),
            Map.entry("therapy", "治疗"),
            Map.entry("vital-signs", "生命体征"));

    private final Words words;

    ScopeWords(Words words) {
        this.words = words;
    }

    /** What is allowed, in one sentence or several. */
    List<String> of(List<String> scopes) {
        List<SmartScope> records = scopes.stream()
                .flatMap(scope -> SmartScope.parse(scope).stream())
                .toList();
        if (records.isEmpty()) {
            return List.of(words.text("scope.identity"));
        }
        Map<String, List<SmartScope>> byDeed = new LinkedHashMap<>();
        for (SmartScope scope : records) {
            byDeed.computeIfAbsent(deed(scope.permissions()), deed -> new ArrayList<>())
                    .add(scope);
        }
        List<String> sentences = new ArrayList<>();
        byDeed.forEach((deed, allowed) -> add(sentences, words.text(deed), allowed));
        return sentences;
    }

    private static String deed(String permissions) {
        boolean sees = permissions.indexOf('r') >= 0 || permissions.indexOf('s') >= 0;
        boolean writes = permissions.chars().anyMatch(letter -> "cud".indexOf(letter) >= 0);
        return !writes ? "scope.see" : sees ? "scope.both" : "scope.change";
    }

    private void add(List<String> sentences, String deed, List<SmartScope> scopes) {
        TreeSet<String> whole = scopes.stream()
                .filter(scope -> !scope.isRestricted())
                .map(SmartScope::type)
                .collect(Collectors.toCollection(TreeSet::new));
        if (whole.contains("*")) {
            sentences.add(words.text("scope.everything").replace("{deed}", deed));
            return;
        }
        if (!whole.isEmpty()) {
            String types = whole.stream().map(this::type).collect(Collectors.joining(words.text("scope.list")));
            sentences.add(words.text("scope.some").replace("{deed}", deed).replace("{types}", types));
        }
        for (SmartScope scope : scopes) {
            if (scope.isRestricted() && !whole.contains(scope.type())) {
                String items =
                        scope.items().stream().map(this::item).collect(Collectors.joining(words.text("scope.and")));
                sentences.add(words.text("scope.only")
                        .replace("{deed}", deed)
                        .replace("{types}", type(scope.type()))
                        .replace("{items}", items));
            }
        }
    }

    private String type(String type) {
        if (type.equals("*")) {
            return words.text("scope.all");
        }
        return words == Words.CHINESE ? CHINESE_TYPES.getOrDefault(type, type) : type;
    }

    private String item(Item item) {
        boolean not = item.parameter().endsWith(":not");
        String name =
                not ? item.parameter().substring(0, item.parameter().length() - ":not".length()) : item.parameter();
        String parameter = words == Words.CHINESE ? CHINESE_PARAMETERS.getOrDefault(name, name) : name;
        String values = Arrays.stream(item.value().split(","))
                .map(value -> value(name, value))
                .collect(Collectors.joining(words.text("scope.or")));
        return parameter + words.text(not ? "scope.is-not" : "scope.is") + values;
    }

    private String value(String parameter, String value) {
        if (parameter.equals("category")) {
            String code = value.substring(value.lastIndexOf('|') + 1);
            String known = CHINESE_CODES.get(code);
            if (known != null) {
                return words == Words.CHINESE ? known : code;
            }
        }
        return value;
    }
}

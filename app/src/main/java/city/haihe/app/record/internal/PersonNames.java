package city.haihe.app.record.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How Chinese names are spelled in Latin letters: in full ({@code zhangwei}) and by initials ({@code zw}). */
final class PersonNames {

    /** Types whose names begin with a surname. */
    static final Set<String> TYPES = Set.of("Patient", "Practitioner", "Person", "RelatedPerson");

    /** Behind a parameter's name it is that of its spellings. */
    static final String SPELLED = ":pinyin";

    private static final Set<String> PARAMETERS = Set.of("name", "family", "given", "phonetic");

    /** Names of hospitals are longer than people's; nobody types more than this many characters' spellings. */
    private static final int MAX_CHARACTERS = 30;

    /** One name has at most so many spellings, of each kind. */
    private static final int MAX_SPELLINGS = 4;

    /** Surnames that are read in another way than the character usually is. */
    private static final Map<Character, String> SURNAMES = Map.ofEntries(
            Map.entry('单', "shan"),
            Map.entry('曾', "zeng"),
            Map.entry('解', "xie"),
            Map.entry('仇', "qiu"),
            Map.entry('区', "ou"),
            Map.entry('朴', "piao"),
            Map.entry('查', "zha"),
            Map.entry('盖', "ge"),
            Map.entry('翟', "zhai"),
            Map.entry('员', "yun"),
            Map.entry('覃', "qin"),
            Map.entry('乐', "yue"),
            Map.entry('缪', "miao"),
            Map.entry('折', "she"),
            Map.entry('种', "chong"),
            Map.entry('繁', "po"),
            Map.entry('乜', "nie"),
            Map.entry('召', "shao"),
            Map.entry('能', "nai"),
            Map.entry('祭', "zhai"),
            Map.entry('郗', "xi"),
            Map.entry('冼', "xian"),
            Map.entry('任', "ren"),
            Map.entry('逄', "pang"),
            Map.entry('重', "chong"),
            Map.entry('车', "che"),
            Map.entry('石', "shi"),
            Map.entry('柏', "bai"),
            Map.entry('盛', "sheng"),
            Map.entry('令', "ling"),
            Map.entry('宿', "su"),
            Map.entry('哈', "ha"),
            Map.entry('秘', "bi"),
            Map.entry('贲', "ben"),
            Map.entry('尹', "yin"),
            Map.entry('阚', "kan"),
            Map.entry('隗', "wei"),
            Map.entry('晁', "chao"),
            Map.entry('褚', "chu"),
            Map.entry('谌', "chen"),
            Map.entry('佴', "nai"),
            Map.entry('都', "du"),
            Map.entry('那', "na"),
            Map.entry('洗', "xian"),
            Map.entry('黑', "he"),
            Map.entry('万', "wan"),
            Map.entry('俞', "yu"),
            Map.entry('沈', "shen"),
            Map.entry('纪', "ji"),
            Map.entry('华', "hua"));

    /** Surnames of two characters, one of which is read in another way than it usually is. */
    private static final Map<String, List<String>> DOUBLE_SURNAMES = Map.of(
            "尉迟", List.of("yu", "chi"),
            "万俟", List.of("mo", "qi"),
            "长孙", List.of("zhang", "sun"),
            "澹台", List.of("tan", "tai"),
            "单于", List.of("chan", "yu"),
            "令狐", List.of("ling", "hu"),
            "宰父", List.of("zai", "fu"),
            "中行", List.of("zhong", "hang"),
            "乐正", List.of("yue", "zheng"));

    /** Characters of given names that are often read in a second way as well; a name is found by both. */
    private static final Set<Character> READ_TWICE =
            Set.of('乐', '长', '行', '重', '朝', '盛', '曾', '都', '茜', '晟', '柏', '娜', '露', '单', '翟', '参', '会', '好', '和');

    private PersonNames() {}

    /** Whether the parameter's Chinese values are found by their spellings as well. */
    static boolean isSpelled(String parameter) {
        return PARAMETERS.contains(parameter);
    }

    /** The text as spellings are compared, or empty where it can be none. */
    static String asSpelling(String normalised) {
        StringBuilder letters = new StringBuilder(normalised.length());
        for (int index = 0; index < normalised.length(); index++) {
            char c = normalised.charAt(index);
            if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
                letters.append(c);
            } else if (c != ' ' && c != '\'' && c != '’' && c != '-' && c != '·') {
                return "";
            }
        }
        return letters.toString();
    }

    /** All spellings of a normalised name, in full and by initials. */
    static Set<String> spellings(String normalised, boolean surname) {
        List<String> full = new ArrayList<>(List.of(""));
        List<String> initials = new ArrayList<>(List.of(""));
        int length = Math.min(normalised.length(), MAX_CHARACTERS);
        List<String> first = surname ? surname(normalised) : List.of();
        for (int index = 0; index < length; index++) {
            char c = normalised.charAt(index);
            if (Pinyin.isHan(c)) {
                List<String> readings = index < first.size() ? List.of(first.get(index)) : readings(c);
                if (!readings.isEmpty()) {
                    full = extended(full, readings);
                    initials = extended(
                            initials,
                            readings.stream()
                                    .map(reading -> reading.substring(0, 1))
                                    .distinct()
                                    .toList());
                }
            } else if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
                full = extended(full, List.of(String.valueOf(c)));
                initials = extended(initials, List.of(String.valueOf(c)));
            }
        }
        Set<String> spellings = new LinkedHashSet<>();
        for (String spelling : full) {
            spellings.add(spelling);
            if (spelling.indexOf('v') >= 0) {
                // Who has no ü writes lv or lu.
                spellings.add(spelling.replace('v', 'u'));
            }
        }
        spellings.addAll(initials);
        spellings.remove("");
        return spellings;
    }

    private static List<String> surname(String name) {
        if (name.length() >= 2) {
            List<String> both = DOUBLE_SURNAMES.get(name.substring(0, 2));
            if (both != null) {
                return both;
            }
        }
        String reading = name.isEmpty() ? null : SURNAMES.get(name.charAt(0));
        return reading == null ? List.of() : List.of(reading);
    }

    private static List<String> readings(char c) {
        String[] readings = Pinyin.readings(c);
        if (readings.length == 0) {
            return List.of();
        }
        return readings.length > 1 && READ_TWICE.contains(c) ? List.of(readings[0], readings[1]) : List.of(readings[0]);
    }

    private static List<String> extended(List<String> beginnings, List<String> readings) {
        if (beginnings.size() == 1 && readings.size() == 1) {
            return List.of(beginnings.getFirst() + readings.getFirst());
        }
        List<String> extended = new ArrayList<>();
        for (String beginning : beginnings) {
            for (String reading : readings) {
                if (extended.size() < MAX_SPELLINGS) {
                    extended.add(beginning + reading);
                }
            }
        }
        return extended;
    }
}

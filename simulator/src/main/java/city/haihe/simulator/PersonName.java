package city.haihe.simulator;

import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A Chinese name and its pinyin, put together from common parts. It is nobody's name in particular.
 *
 * @param family the family name
 * @param given the given name
 * @param familyPinyin the family name in pinyin without tones, such as {@code Wang}
 * @param givenPinyin the given name in pinyin, one word, such as {@code Xiuying}
 */
public record PersonName(String family, String given, String familyPinyin, String givenPinyin) {

    private static final List<String> FAMILIES = List.of(
            "王 Wang", "李 Li", "张 Zhang", "刘 Liu", "陈 Chen", "杨 Yang", "赵 Zhao", "黄 Huang", "周 Zhou", "吴 Wu", "徐 Xu",
            "孙 Sun", "胡 Hu", "朱 Zhu", "高 Gao", "林 Lin", "何 He", "郭 Guo", "马 Ma", "罗 Luo", "梁 Liang", "宋 Song",
            "郑 Zheng", "谢 Xie", "韩 Han", "唐 Tang", "冯 Feng", "于 Yu", "董 Dong", "萧 Xiao", "程 Cheng", "曹 Cao", "袁 Yuan",
            "邓 Deng", "许 Xu", "傅 Fu", "沈 Shen", "曾 Zeng", "彭 Peng", "吕 Lv", "苏 Su", "卢 Lu", "蒋 Jiang", "蔡 Cai", "贾 Jia",
            "丁 Ding", "魏 Wei", "薛 Xue", "叶 Ye", "阎 Yan", "余 Yu", "潘 Pan", "杜 Du", "戴 Dai", "夏 Xia", "钟 Zhong", "汪 Wang",
            "田 Tian", "任 Ren", "姜 Jiang");

    private static final List<String> FIRST = List.of(
            "明 ming", "文 wen", "子 zi", "雨 yu", "思 si", "嘉 jia", "志 zhi", "海 hai", "晓 xiao", "春 chun", "玉 yu", "宝 bao",
            "世 shi", "永 yong", "新 xin", "书 shu", "清 qing", "润 run", "景 jing", "若 ruo", "一 yi", "可 ke", "知 zhi",
            "怀 huai", "承 cheng", "乐 le", "安 an", "天 tian", "津 jin", "长 chang");

    private static final List<String> SECOND_FEMALE = List.of(
            "芳 fang", "兰 lan", "梅 mei", "霞 xia", "静 jing", "燕 yan", "琳 lin", "慧 hui", "颖 ying", "洁 jie", "莹 ying",
            "婷 ting", "雪 xue", "月 yue", "萍 ping", "莉 li", "娟 juan", "蓉 rong", "瑶 yao", "涵 han");

    private static final List<String> SECOND_MALE = List.of(
            "强 qiang", "军 jun", "涛 tao", "磊 lei", "鹏 peng", "峰 feng", "辉 hui", "斌 bin", "杰 jie", "刚 gang", "毅 yi",
            "松 song", "健 jian", "亮 liang", "博 bo", "远 yuan", "宇 yu", "豪 hao", "林 lin", "川 chuan");

    /** One word of the chosen name in this many has no second character. */
    private static final int SHORT_ONE_IN = 6;

    static PersonName random(Random random, Sex sex) {
        String[] family = pick(FAMILIES, random);
        String[] first = pick(FIRST, random);
        String[] second = pick(sex == Sex.FEMALE ? SECOND_FEMALE : SECOND_MALE, random);
        if (random.nextInt(SHORT_ONE_IN) == 0) {
            return new PersonName(family[0], second[0], family[1], capital(second[1]));
        }
        return new PersonName(family[0], first[0] + second[0], family[1], capital(first[1] + second[1]));
    }

    private static String[] pick(List<String> parts, Random random) {
        return parts.get(random.nextInt(parts.size())).split(" ");
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    /** The name as it is written: 王秀英. */
    public String text() {
        return family + given;
    }

    /** The name in pinyin, given name first, as in English: Xiuying Wang. */
    public String pinyin() {
        return givenPinyin + " " + familyPinyin;
    }

    /** The name in pinyin as one word in lower case, family name first: wangxiuying. */
    String username() {
        return (familyPinyin + givenPinyin).toLowerCase(Locale.ROOT);
    }
}

package city.haihe.simulator;

/** Tianjin's 16 districts with the first six digits of identity numbers (GB/T 2260) and postal codes. */
public enum District {
    HEPING("120101", "和平区", "Heping", "300041", "南京路"),
    HEDONG("120102", "河东区", "Hedong", "300171", "津塘路"),
    HEXI("120103", "河西区", "Hexi", "300202", "大沽南路"),
    NANKAI("120104", "南开区", "Nankai", "300100", "白堤路"),
    HEBEI("120105", "河北区", "Hebei", "300143", "中山路"),
    HONGQIAO("120106", "红桥区", "Hongqiao", "300131", "丁字沽三号路"),
    DONGLI("120110", "东丽区", "Dongli", "300300", "津塘公路"),
    XIQING("120111", "西青区", "Xiqing", "300380", "柳口路"),
    JINNAN("120112", "津南区", "Jinnan", "300350", "津沽路"),
    BEICHEN("120113", "北辰区", "Beichen", "300400", "京津公路"),
    WUQING("120114", "武清区", "Wuqing", "301700", "雍阳西道"),
    BAODI("120115", "宝坻区", "Baodi", "301800", "南关大街"),
    BINHAI("120116", "滨海新区", "Binhai New Area", "300450", "黄海路"),
    NINGHE("120117", "宁河区", "Ninghe", "301500", "光明路"),
    JINGHAI("120118", "静海区", "Jinghai", "301600", "静文路"),
    JIZHOU("120119", "蓟州区", "Jizhou", "301900", "人民西路");

    private final String code;
    private final String chinese;
    private final String english;
    private final String postalCode;
    private final String street;

    District(String code, String chinese, String english, String postalCode, String street) {
        this.code = code;
        this.chinese = chinese;
        this.english = english;
        this.postalCode = postalCode;
        this.street = street;
    }

    /** The administrative code of six digits. */
    public String code() {
        return code;
    }

    /** The name as the city writes it. */
    public String chinese() {
        return chinese;
    }

    /** The name in English. */
    public String english() {
        return english;
    }

    String postalCode() {
        return postalCode;
    }

    String street() {
        return street;
    }
}

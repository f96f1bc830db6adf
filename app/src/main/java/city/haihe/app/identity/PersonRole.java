package city.haihe.app.identity;

import java.util.Locale;

/** What somebody is in the city, as {@code credentials.json} and the pages tell it. */
public enum PersonRole {
    ADMINISTRATOR,
    RESIDENT,
    CLINICIAN,
    OPERATOR,
    DATA_PROTECTION_OFFICER;

    /** The role in lower case with hyphens, such as {@code data-protection-officer}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

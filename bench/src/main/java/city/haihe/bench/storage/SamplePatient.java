package city.haihe.bench.storage;

import java.time.LocalDate;
import java.util.Random;

/**
 * A Patient with a name and a birth date.
 *
 * @param id its logical id
 * @param family the family name, lower case
 * @param birthDate the birth date
 * @param json the resource
 */
record SamplePatient(String id, String family, LocalDate birthDate, String json) {

    private static final String[] SYLLABLES = {
        "wang", "li", "zhang", "liu", "chen", "yang", "zhao", "huang", "zhou", "wu"
    };

    static SamplePatient of(int number) {
        Random random = new Random(number * 40_503L + 7);
        String family = SYLLABLES[random.nextInt(SYLLABLES.length)] + SYLLABLES[random.nextInt(SYLLABLES.length)];
        LocalDate birthDate = LocalDate.of(1930, 1, 1).plusDays(random.nextInt(33_000));
        String json = """
                {"resourceType":"Patient","id":"%d","identifier":[{"system":"urn:oid:2.16.156.999.2","value":"M%d"}],\
                "name":[{"family":"%s","given":["xiao"]}],"gender":"female","birthDate":"%s"}""".formatted(number, number, family, birthDate);
        return new SamplePatient(Integer.toString(number), family, birthDate, json);
    }
}

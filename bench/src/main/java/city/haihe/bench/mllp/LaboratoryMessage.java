package city.haihe.bench.mllp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Random;

/** Laboratory results as a city's hospitals send them most: one order with three values. */
final class LaboratoryMessage {

    private static final int PATIENTS = 2_000;

    private LaboratoryMessage() {}

    /** The message with a number; every number has its own control id and order. */
    static byte[] of(String run, int number) {
        Random random = new Random(number);
        int patient = random.nextInt(PATIENTS);
        String id = run + "-" + number;
        return """
                MSH|^~\\&|LIS|BENCH|HAIHE|CITY|20261124093000+0800||ORU^R01^ORU_R01|%1$s|P|2.5.1||||||UNICODE UTF-8\r\
                PID|1||B%2$d^^^BENCH^MR||王^小明%2$d||19800101|M|||南京路 1 号^^天津市^天津^300040^CHN||022-5550100\r\
                PV1|1|O|IM^312^^BENCH||||D%3$d^李^明远\r\
                ORC|RE|P%1$s|F%1$s\r\
                OBR|1|P%1$s|F%1$s|24323-8^Comprehensive metabolic panel^LN|||20261124080000+0800|||||||||D%3$d^李^明远||||||\
                20261124093000+0800||LAB|F\r\
                OBX|1|NM|2345-7^Glucose^LN||%4$d.%5$d|mmol/L|3.9-6.1|N|||F|||20261124080000+0800\r\
                OBX|2|NM|2160-0^Creatinine^LN||%6$d|umol/L|57-111|N|||F|||20261124080000+0800\r\
                OBX|3|NM|2823-3^Potassium^LN||4.%5$d|mmol/L|3.5-5.3|N|||F|||20261124080000+0800\r""".formatted(
                        id, patient, patient % 40, 4 + random.nextInt(2), random.nextInt(10), 60 + random.nextInt(40))
                .getBytes(UTF_8);
    }
}

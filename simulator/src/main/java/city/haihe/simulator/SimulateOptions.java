package city.haihe.simulator;

import java.util.Iterator;
import java.util.List;

/**
 * What {@code simulate} was asked for.
 *
 * @param rate messages a second, of all connections together
 * @param minutes how long
 * @param seed what the messages follow from
 * @param host where to send
 * @param port where to send
 * @param connections how many connections, which belong to the demo hospitals in turn
 * @param help whether only the help is asked for
 */
record SimulateOptions(double rate, double minutes, long seed, String host, int port, int connections, boolean help) {

    static final String HELP = """
            usage: ./haihe simulate [OPTIONS]

            Plays the demo hospitals against an MLLP port: admissions, results and appointments of the sample city's
            residents, in UTF-8 and GB18030, among them duplicates, corrections and malformed messages.

              --rate N          messages a second, of all connections together (default 5)
              --minutes N       how long; fractions are allowed (default 2)
              --seed N          what the messages follow from (default 1)
              --port PORT       where to send (default 2575)
              --host HOST       where to send (default 127.0.0.1)
              --connections N   how many connections, which belong to the two hospitals in turn (default 2)
            """;

    private static final double MAX_RATE = 10_000;
    private static final double MAX_MINUTES = 24 * 60;
    private static final int MAX_CONNECTIONS = 64;
    private static final int MAX_PORT = 65_535;

    private static final SimulateOptions DEFAULTS = new SimulateOptions(5, 2, 1, "127.0.0.1", 2575, 2, false);

    /** A wrong option, with its value and what was expected. */
    static final class WrongOption extends Exception {
        private static final long serialVersionUID = 1L;

        private WrongOption(String option, String value, String expected) {
            super(option + ": \"" + value + "\" (expected: " + expected + ")");
        }
    }

    static SimulateOptions parse(List<String> arguments) throws WrongOption {
        SimulateOptions options = DEFAULTS;
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            if (argument.equals("--help") || argument.equals("-h")) {
                return options.with("--help", "");
            }
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (equals < 0 && !rest.hasNext()) {
                throw new WrongOption(name, "", "a value; see ./haihe simulate --help");
            }
            options = options.with(name, equals < 0 ? rest.next() : argument.substring(equals + 1));
        }
        return options;
    }

    private SimulateOptions with(String name, String value) throws WrongOption {
        return switch (name) {
            case "--rate" ->
                new SimulateOptions(positive(name, value, MAX_RATE), minutes, seed, host, port, connections, help);
            case "--minutes" ->
                new SimulateOptions(rate, positive(name, value, MAX_MINUTES), seed, host, port, connections, help);
            case "--seed" ->
                new SimulateOptions(
                        rate,
                        minutes,
                        whole(name, value, Long.MIN_VALUE, Long.MAX_VALUE),
                        host,
                        port,
                        connections,
                        help);
            case "--host" -> new SimulateOptions(rate, minutes, seed, value, port, connections, help);
            case "--port" ->
                new SimulateOptions(
                        rate, minutes, seed, host, (int) whole(name, value, 1, MAX_PORT), connections, help);
            case "--connections" ->
                new SimulateOptions(
                        rate, minutes, seed, host, port, (int) whole(name, value, 1, MAX_CONNECTIONS), help);
            case "--help" -> new SimulateOptions(rate, minutes, seed, host, port, connections, true);
            default ->
                throw new WrongOption(
                        "option", name, "--rate, --minutes, --seed, --port, --host, --connections or --help");
        };
    }

    private static double positive(String name, String value, double most) throws WrongOption {
        try {
            double number = Double.parseDouble(value);
            if (number > 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Answered below like a number out of range.
        }
        throw new WrongOption(name, value, "a number above 0, at most " + (long) most);
    }

    private static long whole(String name, String value, long least, long most) throws WrongOption {
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Answered below like a number out of range.
        }
        throw new WrongOption(name, value, "a whole number from " + least + " to " + most);
    }
}

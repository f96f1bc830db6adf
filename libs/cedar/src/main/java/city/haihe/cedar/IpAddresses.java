package city.haihe.cedar;

import city.haihe.cedar.Value.IpRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads, writes and compares addresses (Cedar, ip() and the IP address functions). */
final class IpAddresses {

    private static final int V4_BITS = 32;
    private static final int V6_BITS = 128;
    private static final int V6_GROUPS = 8;

    /** Eight groups of four digits, seven colons and a prefix of three digits. */
    private static final int MAX_LENGTH = 43;

    private static final IpRange LOOPBACK_V4 = new IpRange(false, 0, 127L << 24, 8);
    private static final IpRange LOOPBACK_V6 = new IpRange(true, 0, 1, V6_BITS);
    private static final IpRange MULTICAST_V4 = new IpRange(false, 0, 224L << 24, 4);
    private static final IpRange MULTICAST_V6 = new IpRange(true, 0xffL << 56, 0, 8);

    private IpAddresses() {}

    static IpRange parse(String text) {
        IpRange ip = text.length() > MAX_LENGTH ? null : parseOrNull(text);
        if (ip == null) {
            throw new EvaluationException("malformed ipaddr (expected: an IPv4 or IPv6 address, with a prefix or not)");
        }
        return ip;
    }

    private static @Nullable IpRange parseOrNull(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        boolean v6 = address.indexOf(':') >= 0;
        int bits = v6 ? V6_BITS : V4_BITS;
        int prefix = slash < 0 ? bits : prefix(text.substring(slash + 1), bits);
        if (prefix < 0) {
            return null;
        }
        return v6 ? parseV6(address, prefix) : parseV4(address, prefix);
    }

    private static int prefix(String text, int bits) {
        if (text.isEmpty()
                || text.length() > 3
                || text.startsWith("0") && text.length() > 1
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int prefix = Integer.parseInt(text);
        return prefix > bits ? -1 : prefix;
    }

    private static @Nullable IpRange parseV4(String address, int prefix) {
        String[] parts = address.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        long bits = 0;
        for (String part : parts) {
            int octet = prefix(part, 255);
            if (octet < 0) {
                return null;
            }
            bits = bits << 8 | octet;
        }
        return new IpRange(false, 0, bits, prefix);
    }

    private static @Nullable IpRange parseV6(String address, int prefix) {
        int gap = address.indexOf("::");
        List<Integer> head = groups(gap < 0 ? address : address.substring(0, gap));
        List<Integer> tail = gap < 0 ? List.of() : groups(address.substring(gap + 2));
        if (head == null || tail == null) {
            return null;
        }
        int known = head.size() + tail.size();
        if (gap < 0 ? known != V6_GROUPS : known >= V6_GROUPS) {
            return null;
        }
        List<Integer> all = new ArrayList<>(head);
        while (all.size() + tail.size() < V6_GROUPS) {
            all.add(0);
        }
        all.addAll(tail);
        long high = 0;
        long low = 0;
        for (int i = 0; i < V6_GROUPS / 2; i++) {
            high = high << 16 | all.get(i);
            low = low << 16 | all.get(i + V6_GROUPS / 2);
        }
        return new IpRange(true, high, low, prefix);
    }

    private static @Nullable List<Integer> groups(String text) {
        List<Integer> groups = new ArrayList<>();
        if (text.isEmpty()) {
            return groups;
        }
        for (String group : text.split(":", -1)) {
            if (group.isEmpty()
                    || group.length() > 4
                    || !group.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0)) {
                return null;
            }
            groups.add(Integer.parseInt(group, 16));
        }
        return groups;
    }

    static String print(IpRange ip) {
        if (!ip.v6()) {
            long low = ip.low();
            return "%d.%d.%d.%d/%d".formatted(low >> 24, low >> 16 & 255, low >> 8 & 255, low & 255, ip.prefix());
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < V6_GROUPS; i++) {
            long half = i < V6_GROUPS / 2 ? ip.high() : ip.low();
            out.append(i == 0 ? "" : ":").append(Long.toHexString(half >>> (3 - i % (V6_GROUPS / 2)) * 16 & 0xffff));
        }
        return out.append('/').append(ip.prefix()).toString();
    }

    static boolean isLoopback(IpRange ip) {
        return isInRange(ip, ip.v6() ? LOOPBACK_V6 : LOOPBACK_V4);
    }

    static boolean isMulticast(IpRange ip) {
        return isInRange(ip, ip.v6() ? MULTICAST_V6 : MULTICAST_V4);
    }

    /** Whether all addresses of the one are addresses of the other. */
    static boolean isInRange(IpRange inner, IpRange outer) {
        if (inner.v6() != outer.v6() || inner.prefix() < outer.prefix()) {
            return false;
        }
        if (!inner.v6()) {
            long mask = mask(outer.prefix() + V4_BITS);
            return (inner.low() & mask) == (outer.low() & mask);
        }
        long high = mask(Math.min(outer.prefix(), 64));
        long low = mask(Math.max(outer.prefix() - 64, 0));
        return (inner.high() & high) == (outer.high() & high) && (inner.low() & low) == (outer.low() & low);
    }

    /** So many ones, from the top of 64 bits. */
    private static long mask(int ones) {
        return ones == 0 ? 0 : -1L << (64 - ones);
    }
}

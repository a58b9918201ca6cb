package io.chaintier.producer.importer;

import io.chaintier.producer.testing.Blocks;
import java.util.List;
import java.util.stream.LongStream;

/** Lines of made-up blocks without transactions. */
final class Lines {
    private Lines() {}

    /** A block of branch 0 on its parent of branch 0. */
    static String line(long number) {
        return line(number, 0);
    }

    static String line(long number, int branch) {
        return "{\"block\":{\"number\":\"0x" + Long.toHexString(number) + "\",\"hash\":\"" + Blocks.hash(number, branch)
                + "\",\"parentHash\":\"" + Blocks.hash(number - 1, branch) + "\",\"timestamp\":\"0x"
                + Long.toHexString(number) + "\",\"extraData\":\"0x" + "5a".repeat(300)
                + "\",\"transactions\":[]},\"receipts\":[]}";
    }

    static List<String> lines(long from, long toExclusive) {
        return LongStream.range(from, toExclusive).mapToObj(Lines::line).toList();
    }
}

package io.chaintier.spill;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** A process that goes on appending where its log ends, until it is killed; says on its output how far it has come. */
final class AppendingChild {
    static final Owner OWNER = new Owner(Map.of("sink", "killed"));
    static final int PAYLOAD_BYTES = 700;

    private AppendingChild() {}

    public static void main(String[] arguments) {
        Spill spill = Spill.open(config(Path.of(arguments[0])), OWNER, Clock.systemUTC());
        long next = spill.coveredUntil(0, 0);
        System.out.println("from " + next);
        byte[] payload = new byte[PAYLOAD_BYTES];
        while (spill.append(0, next, next + 1, payload(payload, next))) {
            next++;
            if (next % 50 == 0) {
                System.out.println(next);
            }
        }
    }

    private static byte[] payload(byte[] payload, long offset) {
        ByteBuffer.wrap(payload).putLong(0, offset).putLong(PAYLOAD_BYTES - Long.BYTES, offset);
        return payload;
    }

    static SpillConfig config(Path folder) {
        return new SpillConfig(folder, 1 << 20, 8L << 30, 0, Duration.ofMillis(20));
    }
}

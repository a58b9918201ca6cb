package io.chaintier.spill;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** A process with little memory that opens a log and reads all of it; its output is how many frames there were. */
final class ReadingChild {
    private ReadingChild() {}

    public static void main(String[] arguments) {
        long frames = 0;
        try (Spill spill =
                Spill.open(AppendingChild.config(Path.of(arguments[0])), AppendingChild.OWNER, Clock.systemUTC())) {
            for (List<Frame> some = spill.read(1_000, 1 << 20); !some.isEmpty(); some = spill.read(1_000, 1 << 20)) {
                frames += some.size();
            }
        }
        System.out.println(frames);
    }
}

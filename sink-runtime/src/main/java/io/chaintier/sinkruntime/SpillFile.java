package io.chaintier.sinkruntime;

import io.chaintier.spill.Frame;
import io.chaintier.spill.Owner;
import io.chaintier.spill.Recovery;
import io.chaintier.spill.Spill;
import io.chaintier.spill.SpillConfig;
import io.chaintier.spill.SpillFailedException;
import io.chaintier.spill.SpillRefusedException;
import io.chaintier.spill.SpillStatus;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fallback file on a real disk. */
final class SpillFile implements FallbackFile {
    private static final Logger LOG = LoggerFactory.getLogger(SpillFile.class);

    private final Spill spill;

    private SpillFile(Spill spill) {
        this.spill = spill;
    }

    /** @param owner whose data the file may hold; asked each time it is opened */
    static Opener opener(SpillConfig config, Supplier<Owner> owner, Clock clock) {
        return new Opener() {
            @Override
            public FallbackFile open() {
                try {
                    Spill spill = Spill.open(config, owner.get(), clock);
                    report(config.directory(), spill.recovery());
                    return new SpillFile(spill);
                } catch (SpillFailedException e) {
                    throw new UnusableException(e.getMessage(), e);
                } catch (SpillRefusedException e) {
                    throw new SinkFailedException(
                            "the fallback file is not this sink's: " + e.getMessage()
                                    + ". Give the sink another sink.spill.dir, or drain the folder with"
                                    + " `bin/chaintier spill drain --dir " + config.directory()
                                    + "` and move it away",
                            e);
                }
            }

            @Override
            public Path directory() {
                return config.directory();
            }
        };
    }

    private static void report(Path directory, Recovery found) {
        if (found.frames() > 0 || found.tornBytes() > 0) {
            LOG.info(
                    "{} holds {} records in {} segments; {} bytes of interrupted appends were cut off",
                    directory,
                    found.frames(),
                    found.segments(),
                    found.tornBytes());
        }
        found.findings().forEach(finding -> LOG.warn("{}: {}", directory, finding));
    }

    @Override
    public boolean append(int stream, long from, long to, byte[] payload) {
        return ask(() -> spill.append(stream, from, to, payload));
    }

    @Override
    public List<Frame> read(int maxFrames, long maxBytes) {
        return ask(() -> spill.read(maxFrames, maxBytes));
    }

    @Override
    public boolean isRead() {
        return spill.isRead();
    }

    @Override
    public boolean isEmpty() {
        return spill.isEmpty();
    }

    @Override
    public void rewind() {
        spill.rewind();
    }

    @Override
    public void release(Frame.Place upTo) {
        spill.release(upTo);
    }

    @Override
    public long coveredUntil(int stream, long from) {
        return ask(() -> spill.coveredUntil(stream, from));
    }

    @Override
    public SpillStatus status() {
        return spill.status();
    }

    @Override
    public void close() {
        try {
            spill.close();
        } catch (SpillFailedException e) {
            LOG.warn(
                    "the fallback file could not be closed in order; what it lost is read from Kafka: {}",
                    e.getMessage());
        }
    }

    private static <T> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (SpillFailedException e) {
            throw new UnusableException(e.getMessage(), e);
        }
    }
}

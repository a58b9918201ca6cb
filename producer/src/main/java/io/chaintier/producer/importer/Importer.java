package io.chaintier.producer.importer;

import static java.util.Objects.requireNonNull;

import io.chaintier.event.Block;
import io.chaintier.event.BlockRef;
import io.chaintier.event.FinalityAdvanced;
import io.chaintier.event.StateEntry;
import io.chaintier.event.wire.WireEvent;
import io.chaintier.producer.log.ChainLog;
import io.chaintier.producer.log.RecentBlocks;
import io.chaintier.producer.publish.ChainPublisher;
import io.chaintier.producer.publish.PatientPublisher;
import io.chaintier.producer.publish.Publication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes blocks from files, one {@code {"block": ..., "receipts": [...]}} a line, plain or gzip. Gaps between blocks
 * and any order of lines are accepted.
 *
 * <p>How much of a file is done is written to {@code chain.state} in the transaction of the blocks, under the
 * fingerprint of the file's content: an import that was killed at any moment goes on where it stopped when it is run
 * again, and neither loses nor doubles a block. A file that is done is not imported again unless asked for.
 *
 * <p>A line that cannot be imported is reported and left out: broken JSON, a block of another chain, one that does not
 * fit a recent block of this chain (another hash at the same number, or a parent hash that is not the hash of the block
 * below). One thread.
 */
public final class Importer {
    private static final Logger LOG = LoggerFactory.getLogger(Importer.class);
    private static final int RECENT_BLOCKS = 65_536;
    private static final int RESUMED_BLOCKS = 256;
    private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(250);
    private static final Duration WAITING_INTERVAL = Duration.ofSeconds(10);

    private final ChainPublisher publisher;
    private final PatientPublisher patient;
    private final ImportOptions options;
    private final ImportListener listener;
    private final LineParser parser;

    /** @param publisher stays the caller's */
    public Importer(ChainPublisher publisher, ImportOptions options, ImportListener listener) {
        this.publisher = requireNonNull(publisher, "publisher");
        this.options = requireNonNull(options, "options");
        this.listener = requireNonNull(listener, "listener");
        this.patient = new PatientPublisher(publisher);
        this.parser = new LineParser(publisher.chain());
    }

    /**
     * Imports all files; on return everything is confirmed by Kafka.
     *
     * @throws ImportException    if a file cannot be read, or a line is rejected and the import is strict; what came
     *                            before is published
     * @throws io.chaintier.producer.publish.PublisherException if publishing failed
     */
    public ImportSummary run() throws InterruptedException {
        awaitEndOfTopic();
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try (ChainLog log = publisher.log()) {
            return run(log, threads);
        } finally {
            threads.shutdownNow();
        }
    }

    /** What an earlier publisher spooled is part of the chain, too. */
    private void awaitEndOfTopic() throws InterruptedException {
        while (!publisher.awaitConfirmed(WAITING_INTERVAL)) {
            LOG.warn("waiting for what is spooled of {} before anything is imported", publisher.chain());
        }
    }

    private ImportSummary run(ChainLog log, ExecutorService threads) throws InterruptedException {
        List<Long> sizes = sizes();
        Tally tally = new Tally(sizes.stream().mapToLong(Long::longValue).sum(), System::nanoTime);
        RecentBlocks recent = RecentBlocks.readBack(log, RESUMED_BLOCKS, RECENT_BLOCKS);
        Optional<BlockRef> highest = Optional.empty();
        for (int i = 0; i < options.files().size(); i++) {
            Path file = options.files().get(i);
            String fingerprint = fingerprint(file);
            FilePosition before = options.again() ? FilePosition.start(name(file)) : position(log, file, fingerprint);
            if (before.done()) {
                listener.fileSkipped(file);
                tally.skippedFile(sizes.get(i));
                highest = higher(highest, before.highest());
                continue;
            }
            if (before.lines() > 0) {
                listener.fileResumed(file, before.lines());
            }
            FileImport each = new FileImport(file, fingerprint, before, patient, recent);
            importFile(each, threads, tally);
            tally.finishedFile(sizes.get(i));
            highest = higher(highest, each.highest());
        }
        Optional<BlockRef> finalized = options.finalizes() ? markFinal(log, highest) : Optional.empty();
        ImportSummary summary = tally.summary(finalized);
        listener.progressed(summary.progress());
        return summary;
    }

    private void importFile(FileImport file, ExecutorService threads, Tally tally) throws InterruptedException {
        long lastProgress = System.nanoTime();
        try (LineReader reader = new LineReader(file.path())) {
            LinePipeline pipeline = new LinePipeline(reader, file.linesDone(), parser, threads);
            for (Optional<ParsedLine> line = pipeline.next(); line.isPresent(); line = pipeline.next()) {
                tally.read(reader.bytesRead());
                take(line.get(), file, tally);
                if (System.nanoTime() - lastProgress > PROGRESS_INTERVAL.toNanos()) {
                    listener.progressed(tally.progress());
                    lastProgress = System.nanoTime();
                }
            }
            file.finish();
        } catch (IOException e) {
            file.flush();
            reject(file, file.linesDone() + 1, "the file cannot be read from here on: " + e, tally);
        } finally {
            patient.confirm();
        }
    }

    private void take(ParsedLine line, FileImport file, Tally tally) throws InterruptedException {
        if (line instanceof ParsedLine.Good good) {
            Block block = good.block();
            Optional<String> conflict = file.conflict(block);
            if (conflict.isPresent()) {
                reject(file, good.number(), conflict.get(), tally);
            } else {
                file.accept(block);
                tally.accepted(block, good.logs());
            }
        } else if (line instanceof ParsedLine.Broken broken) {
            reject(file, broken.number(), broken.what(), tally);
        }
        file.lineDone();
    }

    private void reject(FileImport file, long line, String what, Tally tally) throws InterruptedException {
        LineProblem problem = new LineProblem(file.path(), line, what);
        tally.rejected();
        listener.lineRejected(problem);
        if (options.strict()) {
            file.flush();
            throw new ImportException(problem.toString());
        }
    }

    /**
     * Marks the highest imported block, unless the chain goes on above it or it is marked already. Looking first makes
     * an import that was killed before this step complete when it is run again.
     */
    private Optional<BlockRef> markFinal(ChainLog log, Optional<BlockRef> highest) throws InterruptedException {
        if (highest.isEmpty() || !publisher.head().equals(highest)) {
            return Optional.empty();
        }
        if (!isMarkedFinal(log, highest)) {
            patient.publish(Publication.finality(highest, highest));
            patient.confirm();
        }
        return highest;
    }

    private static boolean isMarkedFinal(ChainLog log, Optional<BlockRef> block) {
        AtomicReference<WireEvent> newest = new AtomicReference<>();
        log.walkBack(record -> {
            newest.set(record);
            return false;
        });
        return newest.get() instanceof WireEvent.Whole whole
                && whole.event().payload() instanceof FinalityAdvanced finality
                && finality.finalized().equals(block);
    }

    private FilePosition position(ChainLog log, Path file, String fingerprint) {
        return log.newestState(FilePosition.NAMESPACE, fingerprint)
                .flatMap(StateEntry::value)
                .map(FilePosition::decode)
                .orElseGet(() -> FilePosition.start(name(file)));
    }

    private List<Long> sizes() {
        List<Long> sizes = new ArrayList<>();
        for (Path file : options.files()) {
            try {
                sizes.add(Files.size(file));
            } catch (IOException e) {
                throw unreadable(file, e);
            }
        }
        return sizes;
    }

    private static String fingerprint(Path file) {
        try {
            return Fingerprint.of(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static ImportException unreadable(Path file, IOException e) {
        String why =
                e instanceof NoSuchFileException ? "there is no such file" : "it cannot be read: " + e.getMessage();
        return new ImportException(file + ": " + why, e);
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static Optional<BlockRef> higher(Optional<BlockRef> one, Optional<BlockRef> other) {
        return Stream.of(one, other).flatMap(Optional::stream).max(Comparator.comparingLong(BlockRef::number));
    }
}

package io.chaintier.producer.importer;

import io.chaintier.event.Block;
import io.chaintier.event.BlockRef;
import io.chaintier.producer.log.RecentBlocks;
import io.chaintier.producer.publish.PatientPublisher;
import io.chaintier.producer.publish.Publication;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One file on its way: groups its blocks into publications, each with the position in the file after it. One thread. */
final class FileImport {
    private static final long GROUP_BYTES = 4 << 20;
    private static final int GROUP_LINES = 1_000;

    private final Path path;
    private final String fingerprint;
    private final String name;
    private final PatientPublisher publisher;
    private final RecentBlocks recent;

    private final List<Block> group = new ArrayList<>();
    private long groupBytes;
    private long linesDone;
    private long linesPublished;
    private Optional<BlockRef> highest;

    /** @param recent the chain's newest blocks; kept up to date */
    FileImport(Path path, String fingerprint, FilePosition from, PatientPublisher publisher, RecentBlocks recent) {
        this.path = path;
        this.fingerprint = fingerprint;
        this.name = from.file();
        this.publisher = publisher;
        this.recent = recent;
        this.linesDone = from.lines();
        this.linesPublished = from.lines();
        this.highest = from.highest();
    }

    Path path() {
        return path;
    }

    /** Lines looked at, in this run and before. */
    long linesDone() {
        return linesDone;
    }

    /** Of the whole file as far as it is done, earlier runs included. */
    Optional<BlockRef> highest() {
        return highest;
    }

    /** Why the block does not fit what is known of the chain; empty if it does. */
    Optional<String> conflict(Block block) {
        BlockRef ref = block.ref();
        Optional<BlockRef> same = recent.at(ref.number()).filter(known -> !known.equals(ref));
        if (same.isPresent()) {
            return Optional.of("block.hash=\"" + ref.hash() + "\": expected "
                    + same.get().hash() + ", which block " + ref.number() + " already has");
        }
        return recent.at(ref.number() - 1)
                .filter(parent -> !parent.hash().equals(block.parentHash()))
                .map(parent -> "block.parentHash=\"" + block.parentHash() + "\": expected " + parent.hash()
                        + ", the hash of block " + parent.number());
    }

    void accept(Block block) {
        group.add(block);
        groupBytes += Publication.append(block).sizeBytes();
        recent.append(block.ref());
        highest = highest.filter(known -> known.number() > block.ref().number()).or(() -> Optional.of(block.ref()));
    }

    /** The next line is dealt with. */
    void lineDone() throws InterruptedException {
        linesDone++;
        if (groupBytes >= GROUP_BYTES || linesDone - linesPublished >= GROUP_LINES) {
            flush();
        }
    }

    /** Hands off what has come together. */
    void flush() throws InterruptedException {
        if (linesDone > linesPublished) {
            publish(false);
        }
    }

    /** The file has no more lines. */
    void finish() throws InterruptedException {
        publish(true);
    }

    private void publish(boolean done) throws InterruptedException {
        FilePosition position = new FilePosition(name, linesDone, done, highest);
        publisher.publish(Publication.append(group).and(Publication.state(position.toState(fingerprint))));
        group.clear();
        groupBytes = 0;
        linesPublished = linesDone;
    }
}

package io.chaintier.producer.follow;

import io.chaintier.event.BlockRef;
import io.chaintier.producer.log.ChainLog;
import io.chaintier.producer.log.RecentBlocks;
import io.chaintier.producer.publish.ChainPublisher;
import io.chaintier.producer.publish.PatientPublisher;
import java.util.Optional;

/**
 * The canonical chain as published, this follower's unconfirmed publications included. What is not in memory is read
 * back from the topic, once that has all of them. One thread.
 */
final class OwnChain {
    private static final int FIRST_READ = 64;
    private static final int KEPT = 10_000;

    private final ChainPublisher publisher;
    private final PatientPublisher unconfirmed;
    private RecentBlocks recent;
    private boolean everythingRead;
    private Optional<BlockRef> head;

    /** @param unconfirmed what this follower published and Kafka may not have yet */
    OwnChain(ChainPublisher publisher, PatientPublisher unconfirmed) {
        this.publisher = publisher;
        this.unconfirmed = unconfirmed;
        this.head = publisher.head();
        readBack(FIRST_READ);
    }

    Optional<BlockRef> head() {
        return head;
    }

    /** The block at this number as far as is known without reading. */
    Optional<BlockRef> known(long number) {
        return recent.at(number);
    }

    /**
     * The block at this number; reads back as far as needed, which waits for Kafka.
     *
     * @return empty where the topic has no canonical block of this number
     */
    Optional<BlockRef> at(long number) throws InterruptedException {
        long above = head.map(BlockRef::number).orElse(number);
        for (long wanted = above - number + FIRST_READ; isBelowWhatIsKept(number) && !everythingRead; wanted *= 2) {
            unconfirmed.confirm();
            readBack(Math.toIntExact(wanted));
        }
        return recent.at(number);
    }

    void append(BlockRef block) {
        recent.append(block);
        everythingRead &= recent.size() < KEPT;
        head = Optional.of(block);
    }

    /** The head is no longer canonical; the block below is the head. */
    void revertTo(BlockRef below) {
        head.ifPresent(recent::revert);
        head = Optional.of(below);
    }

    private boolean isBelowWhatIsKept(long number) {
        return recent.size() == 0 || number < recent.lowest();
    }

    private void readBack(int blocks) {
        try (ChainLog log = publisher.log()) {
            recent = RecentBlocks.readBack(log, blocks, Math.max(blocks, KEPT));
            everythingRead = recent.size() < blocks;
        }
    }
}

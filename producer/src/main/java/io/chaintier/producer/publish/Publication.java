package io.chaintier.producer.publish;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockRef;
import io.chaintier.event.BlockReverted;
import io.chaintier.event.FinalityAdvanced;
import io.chaintier.event.Payload;
import io.chaintier.event.Receipt;
import io.chaintier.event.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What becomes visible together: readers of the topics see all of it or nothing. Immutable. */
public final class Publication {
    private static final int EVENT_OVERHEAD_BYTES = 200;

    /**
     * One event.
     *
     * @param head the chain's head after it, where the caller has to say; otherwise the publisher works it out
     */
    record Step(Payload payload, Optional<BlockRef> head) {}

    private final List<Step> steps;
    private final List<StateChange> state;
    private final long sizeBytes;

    Publication(List<Step> steps, List<StateChange> state) {
        this.steps = List.copyOf(steps);
        this.state = List.copyOf(state);
        this.sizeBytes = steps.stream().mapToLong(Publication::sizeBytes).sum()
                + state.stream().mapToLong(StateChange::sizeBytes).sum();
    }

    /**
     * Blocks became canonical, in this order. One at or above the head becomes the head; one below leaves the head as
     * it is.
     */
    public static Publication append(List<Block> blocks) {
        return new Publication(blocks.stream().map(Publication::appended).toList(), List.of());
    }

    /** One block became canonical; see {@link #append(List)}. */
    public static Publication append(Block block) {
        return append(List.of(block));
    }

    /**
     * The chain left one branch for another.
     *
     * @param reverted blocks that are no longer canonical, from the head downwards without a gap, at least one
     * @param ancestor the block below them, on which both branches stand
     * @param appended blocks of the new branch, upwards; may be empty, then the ancestor is the head
     * @throws IllegalArgumentException if the numbers or parent hashes do not line up
     */
    public static Publication reorganise(List<BlockRef> reverted, BlockRef ancestor, List<Block> appended) {
        List<Step> steps = new ArrayList<>(reverted.size() + appended.size());
        for (int i = 0; i < reverted.size(); i++) {
            BlockRef below = i + 1 < reverted.size() ? reverted.get(i + 1) : ancestor;
            checkLink(reverted.get(i).number(), below);
            steps.add(new Step(new BlockReverted(reverted.get(i)), Optional.of(below)));
        }
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a reorganisation reverts at least one block");
        }
        BlockRef below = ancestor;
        for (Block block : appended) {
            checkLink(block.ref().number(), below);
            if (!block.parentHash().equals(below.hash())) {
                throw new IllegalArgumentException(
                        "block " + block.ref() + " names " + block.parentHash() + " as its parent, not " + below);
            }
            steps.add(appended(block));
            below = block.ref();
        }
        return new Publication(steps, List.of());
    }

    /** The chain's word on what will stay changed. The chain must have a head. */
    public static Publication finality(Optional<BlockRef> safe, Optional<BlockRef> finalized) {
        return new Publication(List.of(new Step(new FinalityAdvanced(safe, finalized), Optional.empty())), List.of());
    }

    /** A keyed value was set or removed. */
    public static Publication state(StateChange change) {
        return new Publication(List.of(), List.of(change));
    }

    /** This and then {@code other}, as one. */
    public Publication and(Publication other) {
        return new Publication(
                Stream.concat(steps.stream(), other.steps.stream()).toList(),
                Stream.concat(state.stream(), other.state.stream()).toList());
    }

    List<Step> steps() {
        return steps;
    }

    List<StateChange> state() {
        return state;
    }

    /** Whether it changes which blocks are canonical. */
    boolean hasBlocks() {
        return firstBlock().isPresent();
    }

    /**
     * Whether it goes on exactly where a chain with this head ends: its first block stands on the head, or its first
     * revert takes the head. True where it has no blocks, or the chain has none.
     */
    boolean joins(Optional<BlockRef> head) {
        Optional<Payload> first = firstBlock();
        if (first.isEmpty() || head.isEmpty()) {
            return true;
        }
        if (first.get() instanceof BlockReverted reverted) {
            return reverted.block().equals(head.get());
        }
        Block block = ((BlockAppended) first.get()).block();
        return block.ref().number() == head.get().number() + 1
                && block.parentHash().equals(head.get().hash());
    }

    /** For people: its first block. */
    @Override
    public String toString() {
        return firstBlock()
                .map(payload -> payload instanceof BlockReverted reverted
                        ? "the revert of block " + reverted.block()
                        : "block " + ((BlockAppended) payload).block().ref())
                .orElse("a publication without blocks");
    }

    private Optional<Payload> firstBlock() {
        return steps.stream()
                .map(Step::payload)
                .filter(payload -> payload instanceof BlockAppended || payload instanceof BlockReverted)
                .findFirst();
    }

    /** About how much memory it holds; what the queue's bound counts. */
    public long sizeBytes() {
        return sizeBytes;
    }

    private static Step appended(Block block) {
        return new Step(new BlockAppended(block), Optional.empty());
    }

    private static void checkLink(long number, BlockRef below) {
        if (number != below.number() + 1) {
            throw new IllegalArgumentException("block number " + number + " does not stand on " + below);
        }
    }

    private static long sizeBytes(Step step) {
        if (!(step.payload() instanceof BlockAppended appended)) {
            return EVENT_OVERHEAD_BYTES;
        }
        Block block = appended.block();
        long bytes = EVENT_OVERHEAD_BYTES + block.header().size();
        for (Transaction transaction : block.transactions()) {
            bytes += EVENT_OVERHEAD_BYTES + transaction.body().size();
        }
        for (Receipt receipt : block.receipts().orElse(List.of())) {
            bytes += EVENT_OVERHEAD_BYTES + receipt.body().size();
        }
        return bytes;
    }
}

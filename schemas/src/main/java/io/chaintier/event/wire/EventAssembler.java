package io.chaintier.event.wire;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.ChainEvent;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Joins the parts of large blocks. One instance reads the records of one chain in the order of the topic; it holds the
 * parts of at most one block. Not safe for threads.
 */
public final class EventAssembler {
    private final List<WireEvent.Part> pending = new ArrayList<>();

    /**
     * Takes the next record of the chain.
     *
     * @return the event that is complete with it; empty while parts are missing
     * @throws MalformedEventException if the record is a part that does not follow the one before it. Parts that were
     *                                 held are dropped then; the records that follow can be given on
     */
    public Optional<ChainEvent> add(WireEvent record) {
        if (record instanceof WireEvent.Whole whole) {
            if (!pending.isEmpty()) {
                throw abandon("an event came before part " + pending.size() + " of " + describePending());
            }
            return Optional.of(whole.event());
        }
        WireEvent.Part part = (WireEvent.Part) record;
        checkFollows(part);
        pending.add(part);
        if (pending.size() < part.parts()) {
            return Optional.empty();
        }
        byte[] whole = join();
        pending.clear();
        return Optional.of(new ChainEvent(part.envelope(), new BlockAppended(block(whole))));
    }

    /** Whether parts of a block are held whose last one has not come yet. */
    public boolean isHoldingParts() {
        return !pending.isEmpty();
    }

    private void checkFollows(WireEvent.Part part) {
        boolean follows = part.part() == pending.size() && part.parts() > 1 && part.part() < part.parts();
        if (follows && !pending.isEmpty()) {
            WireEvent.Part last = pending.get(pending.size() - 1);
            follows = last.block().equals(part.block())
                    && last.parts() == part.parts()
                    && last.envelope().sequence() + 1 == part.envelope().sequence();
        }
        if (!follows) {
            throw abandon("part " + part.part() + " of " + part.parts() + " of block " + part.block()
                    + " does not follow what came before it" + (pending.isEmpty() ? "" : ": " + describePending()));
        }
    }

    private MalformedEventException abandon(String message) {
        pending.clear();
        return new MalformedEventException(message);
    }

    private String describePending() {
        WireEvent.Part last = pending.get(pending.size() - 1);
        return "block " + last.block() + ", of which " + pending.size() + " of " + last.parts() + " parts had come";
    }

    private byte[] join() {
        ByteArrayOutputStream content = new ByteArrayOutputStream(
                pending.stream().mapToInt(part -> part.content().size()).sum());
        pending.forEach(part -> content.writeBytes(part.content().array()));
        return content.toByteArray();
    }

    private static Block block(byte[] content) {
        try {
            return EventRecords.block(EventEncoder.BLOCK_IN_PARTS.decode(content));
        } catch (IllegalArgumentException e) {
            throw new MalformedEventException("a block in parts has impossible content: " + e.getMessage(), e);
        }
    }
}

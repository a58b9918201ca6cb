package io.chaintier.producer.publish;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockRef;
import io.chaintier.event.BlockReverted;
import io.chaintier.event.Bytes;
import io.chaintier.event.ChainId;
import io.chaintier.event.Envelope;
import io.chaintier.event.Payload;
import io.chaintier.event.StateEntry;
import io.chaintier.event.wire.EncodedEvent;
import io.chaintier.event.wire.EventEncoder;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns publications into records: gives out sequences and versions, and works out the head. */
final class Planner {
    private final ChainId chain;
    private final String publisher;
    private final EventEncoder encoder;
    private final Clock clock;

    /** The records of one publication and the position that they lead to. */
    record Plan(List<EncodedEvent> events, List<StateEntry> state, Position after) {}

    Planner(ChainId chain, String publisher, int maxRecordBytes, Clock clock) {
        this.chain = chain;
        this.publisher = publisher;
        this.encoder = new EventEncoder(maxRecordBytes);
        this.clock = clock;
    }

    /** @throws PublicationRejectedException if the publication contradicts the chain as it is at {@code from} */
    Plan plan(Publication publication, Position from) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<EncodedEvent> events = new ArrayList<>(publication.steps().size());
        long sequence = from.nextSequence();
        Optional<BlockRef> head = from.head();
        for (Publication.Step step : publication.steps()) {
            BlockRef headAfter = headAfter(step, head);
            head = Optional.of(headAfter);
            List<EncodedEvent> encoded =
                    encoder.encode(new Envelope(chain, sequence, publisher, now, headAfter), step.payload());
            sequence += encoded.size();
            events.addAll(encoded);
        }
        List<StateEntry> state = new ArrayList<>(publication.state().size());
        for (StateChange change : publication.state()) {
            long version = from.nextVersion() + state.size();
            state.add(entry(change.namespace(), change.key(), version, change.value(), now));
        }
        return new Plan(events, state, new Position(sequence, from.nextVersion() + state.size(), head));
    }

    StateEntry claim(Claim claim, long version) {
        return ownEntry(Claim.KEY, version, claim.encode());
    }

    StateEntry progress(SpoolProgress progress, long version) {
        return ownEntry(SpoolProgress.KEY, version, progress.encode());
    }

    private StateEntry ownEntry(String key, long version, Bytes value) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return entry(StateChange.RESERVED_NAMESPACE, key, version, Optional.of(value), now);
    }

    private StateEntry entry(String namespace, String key, long version, Optional<Bytes> value, Instant now) {
        return new StateEntry(chain, namespace, key, version, publisher, now, value);
    }

    private BlockRef headAfter(Publication.Step step, Optional<BlockRef> head) {
        Payload payload = step.payload();
        if (payload instanceof BlockAppended appended) {
            Block block = appended.block();
            boolean below =
                    head.isPresent() && block.ref().number() < head.get().number();
            return below ? head.get() : block.ref();
        }
        BlockRef current = head.orElseThrow(() -> new PublicationRejectedException(
                "chain " + chain + " has no block yet: the first publication must append one"));
        if (payload instanceof BlockReverted reverted && !reverted.block().equals(current)) {
            throw new PublicationRejectedException("chain " + chain + ": block " + reverted.block()
                    + " cannot be reverted, for the head is " + current);
        }
        return step.head().orElse(current);
    }
}

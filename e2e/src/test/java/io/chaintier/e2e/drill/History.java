package io.chaintier.e2e.drill;

import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockRef;
import io.chaintier.event.BlockReverted;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Envelope;
import io.chaintier.event.FinalityAdvanced;
import io.chaintier.event.Hash;
import io.chaintier.event.wire.EventEncoder;
import io.chaintier.producer.publish.Publication;
import io.chaintier.storetestkit.RandomChain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that will ever happen on one chain of a drill, known before it is published: the same for the same seed. It has
 * reorganisations, blocks in parts, blocks below the head and blocks told twice. Immutable.
 */
final class History {
    /** Small, so that a good part of the blocks is cut into parts. */
    static final int MAX_RECORD_BYTES = 64 << 10;

    static final String PUBLISHER = "drill";

    private final ChainId chain;
    private final List<Step> steps = new ArrayList<>();
    private final NavigableMap<Long, ChainEvent> bySequence = new TreeMap<>();
    private final Map<Long, NavigableMap<Long, Optional<Hash>>> canonical = new HashMap<>();
    private final Map<Hash, List<ChainEvent>> forms = new HashMap<>();
    private long sequence = -1;

    /**
     * What is published at once.
     *
     * @param lastSequence of its last event
     */
    record Step(Publication publication, long lastSequence) {}

    private History(ChainId chain) {
        this.chain = chain;
    }

    static History of(ChainId chain, long seed, int events) {
        History history = new History(chain);
        history.add(RandomChain.events(chain, seed, events));
        return history;
    }

    ChainId chain() {
        return chain;
    }

    List<Step> steps() {
        return steps;
    }

    /** The event that ends at this sequence; none where the sequence is that of an earlier part. */
    Optional<ChainEvent> at(long its) {
        return Optional.ofNullable(bySequence.get(its));
    }

    /** Its events up to and with a sequence, in order. */
    List<ChainEvent> upTo(long lastSequence) {
        return List.copyOf(bySequence.headMap(lastSequence, true).values());
    }

    /** The events that append the block with this hash: the same block may be told in several forms. */
    List<ChainEvent> forms(Hash hash) {
        return forms.getOrDefault(hash, List.of());
    }

    /** Whether the block was the canonical one at its number after some event of this stretch. */
    boolean wasCanonical(BlockRef block, long fromSequence, long toSequence) {
        NavigableMap<Long, Optional<Hash>> changes = canonical.getOrDefault(block.number(), new TreeMap<>());
        Optional<Hash> hash = Optional.of(block.hash());
        Entry<Long, Optional<Hash>> before = changes.floorEntry(fromSequence);
        return before != null && before.getValue().equals(hash)
                || changes.subMap(fromSequence, true, Math.max(fromSequence, toSequence), true)
                        .containsValue(hash);
    }

    /** Whether there was no canonical block at this number after some event of this stretch. */
    boolean wasAbsent(long number, long fromSequence, long toSequence) {
        NavigableMap<Long, Optional<Hash>> changes = canonical.getOrDefault(number, new TreeMap<>());
        Entry<Long, Optional<Hash>> before = changes.floorEntry(fromSequence);
        return before == null
                || before.getValue().isEmpty()
                || changes.subMap(fromSequence, true, Math.max(fromSequence, toSequence), true)
                        .containsValue(Optional.<Hash>empty());
    }

    private void add(List<ChainEvent> events) {
        EventEncoder encoder = new EventEncoder(MAX_RECORD_BYTES);
        Optional<Publication> reverts = Optional.empty();
        for (ChainEvent event : events) {
            Envelope envelope = event.envelope();
            Envelope first = new Envelope(chain, sequence + 1, PUBLISHER, envelope.emittedAt(), envelope.head());
            sequence += encoder.encode(first, event.payload()).size();
            ChainEvent published = new ChainEvent(
                    new Envelope(chain, sequence, PUBLISHER, envelope.emittedAt(), envelope.head()), event.payload());
            bySequence.put(sequence, published);
            if (event.payload() instanceof BlockReverted reverted) {
                note(reverted.block().number(), Optional.empty());
                Publication one = Publication.reorganise(List.of(reverted.block()), envelope.head(), List.of());
                reverts = Optional.of(reverts.map(all -> all.and(one)).orElse(one));
            } else {
                Publication one = publication(published);
                steps.add(new Step(reverts.map(all -> all.and(one)).orElse(one), sequence));
                reverts = Optional.empty();
            }
        }
    }

    private Publication publication(ChainEvent event) {
        if (event.payload() instanceof BlockAppended appended) {
            BlockRef ref = appended.block().ref();
            note(ref.number(), Optional.of(ref.hash()));
            forms.computeIfAbsent(ref.hash(), hash -> new ArrayList<>()).add(event);
            return Publication.append(appended.block());
        }
        FinalityAdvanced finality = (FinalityAdvanced) event.payload();
        return Publication.finality(finality.safe(), finality.finalized());
    }

    private void note(long number, Optional<Hash> hash) {
        canonical.computeIfAbsent(number, each -> new TreeMap<>()).put(sequence, hash);
    }
}

package io.chaintier.store;

import io.chaintier.event.ChainId;
import io.chaintier.event.StateEntry;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The read side of a store, or of several. Safe for many threads at once; every call is bounded in time by the store's
 * own configuration.
 *
 * <p>An empty answer means that <em>this</em> store does not have what was asked for. Where it can tell that it ought to
 * (a pointer to a block whose rows have not all arrived), it throws {@link StoreUnavailableException} instead: nobody is
 * ever shown half a block.
 *
 * <p>All methods throw {@link StoreException} when the store cannot answer.
 */
public interface ChainReader extends PartedStore, AutoCloseable {
    /** The chains this store has blocks of. */
    Set<ChainId> chains();

    Optional<ChainHead> head(ChainId chain);

    /** A block, whole to the depth asked for. */
    Optional<StoredBlock> block(ChainId chain, BlockSelector which, BlockDetail detail);

    /**
     * @param withReceipt whether to read the receipt as well
     */
    Optional<StoredTransaction> transaction(ChainId chain, TransactionSelector which, boolean withReceipt);

    /**
     * Searches receipts by their terms, in the lowest part of the range that this store has and as far as it gets with
     * bounded work; ask again from {@code through + 1} for the rest. It looks at no number above the store's head, and not
     * past a block whose receipts are not known, which the page names. Numbers without a canonical block (of a chain
     * that was imported with gaps) count as looked at. A page can hold a few receipts that only seem to match, for
     * stores keep less than whole terms: the caller looks at what is in them.
     *
     * @param limit a page ends with the block that brings it to so many receipts, 1 or more
     */
    LogPage logs(ChainId chain, LogQuery query, int limit);

    /** The newest entry of a key, which may be a removal. */
    Optional<StateEntry> state(ChainId chain, String namespace, String key);

    /**
     * The newest entry of every key of a namespace that this store has, removals included, in the order of the keys. For
     * namespaces that are small enough to be held at once.
     */
    List<StateEntry> states(ChainId chain, String namespace);

    @Override
    void close();
}

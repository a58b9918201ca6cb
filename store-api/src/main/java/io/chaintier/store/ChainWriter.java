package io.chaintier.store;

import io.chaintier.event.ChainEvent;
import io.chaintier.event.StateEntry;
import java.util.List;

/**
 * The write side of a store. Applying is idempotent and free of order: any event may be applied any number of times, in
 * any order, by any process, and the final state is the same. For one thread at a time; several writers of one store may
 * run at once, in one process or many.
 */
public interface ChainWriter extends PartedStore, AutoCloseable {
    /**
     * Applies a run of events and returns when every one of them is settled. A block's facts may be written together
     * with its neighbours'; the canonical index and the head of a chain move only in the order given here, and not past
     * an event of that chain that failed for another reason than {@link StoreRejectedException}. So whatever a reader
     * finds at the head is whole, also when this process dies half-way.
     *
     * @param events of any chains; the events of one chain in the order of their sequence
     * @return what became of each event, in the order of {@code events}. An event that was held back behind a failed one
     *         of its chain has that one's cause
     */
    List<Outcome> apply(List<ChainEvent> events);

    /**
     * Stores keyed values of nodes; of each key the newest version stays.
     *
     * @return what became of each entry, in the order of {@code entries}
     */
    List<Outcome> applyState(List<StateEntry> entries);

    /**
     * Asks the store whether it would take writes now.
     *
     * @throws StoreException if it would not
     */
    void probe();

    @Override
    void close();
}

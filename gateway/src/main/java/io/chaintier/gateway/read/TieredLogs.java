package io.chaintier.gateway.read;

import io.chaintier.event.ChainId;
import io.chaintier.store.LogPage;
import io.chaintier.store.LogQuery;
import io.chaintier.store.StoreException;
import io.chaintier.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One page of a search for logs, from the first tier that has the beginning of its range. Memory has the newest numbers;
 * what lies below them is left to disk, up to where memory begins. For one call.
 */
final class TieredLogs {
    private final List<GuardedTier> tiers;
    private final Predicate<List<GuardedTier>> reached;
    private final List<GuardedTier> witnesses = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();

    /** @param reached whether one of the tiers that answered has the newest head that was answered before */
    TieredLogs(List<GuardedTier> tiers, Predicate<List<GuardedTier>> reached) {
        this.tiers = tiers;
        this.reached = reached;
    }

    /** @throws StoreUnavailableException if no tier has the beginning, though it may exist */
    Answer<LogPage> page(ChainId chain, LogQuery query, int limit) {
        LogQuery wanted = query;
        Optional<Answer<LogPage>> unknown = Optional.empty();
        for (GuardedTier tier : tiers) {
            LogQuery asked = wanted;
            try {
                LogPage page = tier.ask(store -> store.logs(chain, asked, limit));
                witnesses.add(tier);
                boolean begins = page.from() == query.from();
                boolean isBelieved = !tier.tier().isDisk() || reached.test(witnesses);
                tier.count(begins && !page.isEmpty());
                if (!isBelieved) {
                    reasons.add(tier.tier() + ": is behind what was answered before");
                } else if (begins && !page.isEmpty()) {
                    return Answer.found(page, tier.tier());
                } else if (page.unknown().isPresent()) {
                    unknown = Optional.of(Answer.found(page, tier.tier()));
                } else {
                    reasons.add(tier.tier() + ": does not have block " + query.from());
                    wanted = page.from() > query.from()
                            ? query.within(query.from(), Math.min(query.through(), page.from() - 1))
                            : wanted;
                }
            } catch (StoreException e) {
                reasons.add(tier.tier() + ": " + e.getMessage());
            }
        }
        boolean isLastWord = witnesses.contains(tiers.get(tiers.size() - 1));
        return unknown.filter(answer -> isLastWord)
                .orElseThrow(() -> new StoreUnavailableException(String.join("; ", reasons)));
    }
}

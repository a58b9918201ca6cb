package io.chaintier.diskstore;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Many questions, a bounded number of them under way at once. */
final class InTurns {
    private static final int AT_ONCE = 64;

    private record Asked<T, R>(T item, CompletableFuture<R> answer) {}

    private InTurns() {}

    /**
     * @param send    sends the question of an item
     * @param receive gets the answers, in the order of the items; what it throws ends this
     */
    static <T, R> void ask(
            Collection<T> items, Function<T, CompletableFuture<R>> send, BiConsumer<T, CompletableFuture<R>> receive) {
        Queue<Asked<T, R>> underWay = new ArrayDeque<>();
        for (T item : items) {
            if (underWay.size() == AT_ONCE) {
                Asked<T, R> oldest = underWay.remove();
                receive.accept(oldest.item(), oldest.answer());
            }
            underWay.add(new Asked<>(item, send.apply(item)));
        }
        underWay.forEach(asked -> receive.accept(asked.item(), asked.answer()));
    }
}

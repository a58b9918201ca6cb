package io.chaintier.localstack;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Does slow things at the same time, one thread each. */
final class Parallel {
    private Parallel() {}

    /** Returns when all are done; throws the first failure as soon as there is one, while the others go on. */
    static <T> void forEach(Collection<T> items, Consumer<T> action) {
        ExecutorService threads = Executors.newCachedThreadPool();
        CompletableFuture<Void> failure = new CompletableFuture<>();
        CompletableFuture<?>[] runs = items.stream()
                .map(item -> CompletableFuture.runAsync(() -> action.accept(item), threads))
                .map(run -> run.whenComplete((done, cause) -> {
                    if (cause != null) {
                        failure.completeExceptionally(cause);
                    }
                }))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.anyOf(CompletableFuture.allOf(runs), failure).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        } finally {
            threads.shutdown();
        }
    }
}

package io.chaintier.e2e.drill;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.event.StateEntry;
import io.chaintier.event.Transaction;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainReader;
import io.chaintier.store.StoreException;
import io.chaintier.store.TransactionSelector;
import io.chaintier.storetestkit.ModelStore;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * The full comparison of a store with the topic: every block, transaction, receipt, pointer and state entry, asked of the
 * store and of a model that was given the same events (K1, K2).
 */
final class StoreCheck {
    private static final int THREADS = 4;

    private final ModelStore model = new ModelStore();
    private final List<Question> questions = new ArrayList<>();

    private record Question(String text, Function<ChainReader, Optional<?>> ask) {}

    /** What a store should answer once it has these events and nothing else. */
    StoreCheck(List<ChainEvent> events, List<StateEntry> states) {
        model.apply(events);
        model.applyState(states);
        Set<ChainId> chains = new LinkedHashSet<>();
        events.forEach(event -> chains.add(event.chain()));
        chains.forEach(chain -> askAbout(
                chain,
                events.stream().filter(event -> event.chain().equals(chain)).toList()));
        Set<List<String>> keys = new LinkedHashSet<>();
        for (StateEntry state : states) {
            if (keys.add(List.of(state.chain().toString(), state.namespace(), state.key()))) {
                ask(
                        "state " + state.recordKey(),
                        reader -> reader.state(state.chain(), state.namespace(), state.key()));
            }
        }
    }

    int size() {
        return questions.size();
    }

    /** Everything the store answers otherwise than it should, one line each. */
    List<String> differences(ChainReader store) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Optional<String>>> answers = new ArrayList<>();
            for (Question question : questions) {
                answers.add(threads.submit(() -> difference(question, store)));
            }
            List<String> differences = new ArrayList<>();
            for (Future<Optional<String>> answer : answers) {
                answer.get().ifPresent(differences::add);
            }
            return differences;
        } catch (ExecutionException e) {
            throw new AssertionError("the comparison itself failed", e.getCause());
        } finally {
            threads.shutdown();
        }
    }

    private Optional<String> difference(Question question, ChainReader store) {
        Optional<?> expected = question.ask().apply(model);
        try {
            Optional<?> actual = question.ask().apply(store);
            return actual.equals(expected)
                    ? Optional.empty()
                    : Optional.of(question.text() + ": " + shortened(actual) + " instead of " + shortened(expected));
        } catch (StoreException e) {
            return Optional.of(question.text() + ": " + e.getMessage());
        }
    }

    private void askAbout(ChainId chain, List<ChainEvent> events) {
        ask("head of " + chain, reader -> reader.head(chain));
        for (BlockSelector tag : List.of(BlockSelector.HEAD, BlockSelector.SAFE, BlockSelector.FINALIZED)) {
            ask(chain + " " + tag, reader -> reader.block(chain, tag, BlockDetail.HEADER));
        }
        Set<Long> numbers = new LinkedHashSet<>();
        Set<Hash> blocks = new LinkedHashSet<>();
        Set<Hash> transactions = new LinkedHashSet<>();
        for (ChainEvent event : events) {
            if (event.payload() instanceof BlockAppended appended) {
                Block block = appended.block();
                numbers.add(block.ref().number());
                numbers.add(block.ref().number() + 1);
                blocks.add(block.ref().hash());
                block.transactions().stream().map(Transaction::hash).forEach(transactions::add);
            }
        }
        numbers.forEach(number -> ask(
                chain + " block " + number,
                reader -> reader.block(chain, BlockSelector.number(number), BlockDetail.HEADER)));
        blocks.forEach(hash -> ask(
                chain + " block " + hash,
                reader -> reader.block(chain, BlockSelector.hash(hash), BlockDetail.RECEIPTS)));
        transactions.forEach(hash -> ask(
                chain + " transaction " + hash,
                reader -> reader.transaction(chain, TransactionSelector.hash(hash), true)));
    }

    private void ask(String text, Function<ChainReader, Optional<?>> ask) {
        questions.add(new Question(text, ask));
    }

    private static String shortened(Optional<?> answer) {
        String text = answer.map(Object::toString).orElse("nothing");
        return text.length() > 300 ? text.substring(0, 300) + "..." : text;
    }
}

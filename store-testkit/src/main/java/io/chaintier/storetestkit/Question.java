package io.chaintier.storetestkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.BlockRef;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.event.Hash;
import io.chaintier.event.StateEntry;
import io.chaintier.store.BlockDetail;
import io.chaintier.store.BlockSelector;
import io.chaintier.store.ChainReader;
import io.chaintier.store.TransactionSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.LongStream;

/** Something that a reader can be asked. */
record Question(String text, Function<ChainReader, Object> ask) {
    private static final Hash UNKNOWN = Hash.of(new byte[32]);

    /** All there is to ask about a history: what is there, what is next to it, and what is not there at all. */
    static List<Question> about(List<ChainEvent> history) {
        ChainId chain = history.get(0).chain();
        List<Question> questions = new ArrayList<>(pointers(history));
        List<Block> blocks = blocks(history);
        TreeSet<Hash> hashes = new TreeSet<>(List.of(UNKNOWN));
        blocks.forEach(block -> hashes.add(block.ref().hash()));
        for (Hash hash : hashes) {
            questions.addAll(blocks(chain, BlockSelector.hash(hash)));
        }
        blocks.forEach(block -> questions.addAll(transactions(chain, block)));
        questions.add(transaction(chain, TransactionSelector.hash(UNKNOWN), true));
        questions.addAll(searches(history, 10));
        return questions;
    }

    /** What can be asked about pointers: the head, the tags, and every number. */
    static List<Question> pointers(List<ChainEvent> history) {
        ChainId chain = history.get(0).chain();
        List<Question> questions = new ArrayList<>();
        questions.add(
                new Question("is the chain there", reader -> reader.chains().contains(chain)));
        questions.add(new Question("head", reader -> reader.head(chain)));
        questions.addAll(blocks(chain, BlockSelector.HEAD));
        questions.addAll(blocks(chain, BlockSelector.SAFE));
        questions.addAll(blocks(chain, BlockSelector.FINALIZED));
        TreeSet<Long> numbers = new TreeSet<>();
        blocks(history).stream()
                .map(Block::ref)
                .map(BlockRef::number)
                .flatMap(number -> LongStream.rangeClosed(Math.max(0, number - 1), number + 1)
                        .boxed())
                .forEach(numbers::add);
        numbers.add(Long.MAX_VALUE);
        for (long number : numbers) {
            questions.add(block(chain, BlockSelector.number(number), BlockDetail.HEADER));
        }
        return questions;
    }

    /** Searches for logs, the same for the same history. */
    static List<Question> searches(List<ChainEvent> history, int count) {
        ChainId chain = history.get(0).chain();
        return LogSearch.about(history, count, new Random(history.size())).stream()
                .map(search -> new Question("logs of " + search, reader -> search.in(reader, chain)))
                .toList();
    }

    /** What can be asked about one block and its transactions. */
    static List<Question> about(ChainId chain, Block block) {
        List<Question> questions =
                new ArrayList<>(blocks(chain, BlockSelector.hash(block.ref().hash())));
        questions.addAll(transactions(chain, block));
        return questions;
    }

    static List<Question> aboutStates(List<StateEntry> entries) {
        ChainId chain = entries.get(0).chain();
        List<Question> questions = new ArrayList<>();
        questions.add(new Question("unknown key", reader -> reader.state(chain, "nobody", "nothing")));
        questions.add(new Question("unknown namespace", reader -> reader.states(chain, "nobody")));
        entries.stream()
                .map(StateEntry::namespace)
                .distinct()
                .forEach(namespace -> questions.add(
                        new Question("states of " + namespace, reader -> reader.states(chain, namespace))));
        for (StateEntry entry : entries) {
            questions.add(new Question(
                    "state " + entry.recordKey(), reader -> reader.state(chain, entry.namespace(), entry.key())));
        }
        return questions;
    }

    private static List<Question> blocks(ChainId chain, BlockSelector which) {
        return List.of(
                block(chain, which, BlockDetail.HEADER),
                block(chain, which, BlockDetail.TRANSACTIONS),
                block(chain, which, BlockDetail.RECEIPTS));
    }

    private static Question block(ChainId chain, BlockSelector which, BlockDetail detail) {
        return new Question("block " + which + " to " + detail, reader -> reader.block(chain, which, detail));
    }

    private static List<Question> transactions(ChainId chain, Block block) {
        List<Question> questions = new ArrayList<>();
        BlockSelector byHash = BlockSelector.hash(block.ref().hash());
        int count = block.transactions().size();
        for (int index = 0; index < count; index++) {
            Hash hash = block.transactions().get(index).hash();
            questions.add(transaction(chain, TransactionSelector.hash(hash), true));
            questions.add(transaction(chain, TransactionSelector.at(byHash, index), index % 2 == 0));
        }
        questions.add(transaction(chain, TransactionSelector.at(byHash, count), true));
        if (count > 0) {
            BlockSelector byNumber = BlockSelector.number(block.ref().number());
            questions.add(transaction(chain, TransactionSelector.at(byNumber, count - 1), true));
            questions.add(transaction(
                    chain,
                    TransactionSelector.hash(block.transactions().get(count - 1).hash()),
                    false));
        }
        return questions;
    }

    private static Question transaction(ChainId chain, TransactionSelector which, boolean withReceipt) {
        return new Question(
                "transaction " + which + (withReceipt ? " with receipt" : ""),
                reader -> reader.transaction(chain, which, withReceipt));
    }

    private static List<Block> blocks(List<ChainEvent> history) {
        return history.stream()
                .map(ChainEvent::payload)
                .filter(payload -> payload instanceof BlockAppended)
                .map(payload -> ((BlockAppended) payload).block())
                .toList();
    }

    /** Both readers give the same answer. */
    void check(ChainReader actual, ChainReader expected, String when) {
        assertThat(ask.apply(actual)).as("%s, %s", text, when).isEqualTo(ask.apply(expected));
    }
}

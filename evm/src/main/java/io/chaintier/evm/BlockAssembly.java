package io.chaintier.evm;

import static io.chaintier.evm.Forms.ADDRESS;
import static io.chaintier.evm.Forms.HASH;
import static io.chaintier.evm.Forms.SHORT_QUANTITY;

import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.event.Block;
import io.chaintier.event.BlockRef;
import io.chaintier.event.Bytes;
import io.chaintier.event.Hash;
import io.chaintier.event.Receipt;
import io.chaintier.event.Transaction;
import io.chaintier.evm.EvmShapes.BlockFacts;
import io.chaintier.evm.EvmShapes.LogFacts;
import io.chaintier.evm.EvmShapes.ReceiptFacts;
import io.chaintier.evm.EvmShapes.TransactionFacts;
import io.chaintier.evm.avro.EvmLog;
import io.chaintier.evm.avro.EvmReceipt;
import io.chaintier.evm.avro.EvmTransaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Puts one block together, from its JSON objects. For one use. */
final class BlockAssembly {
    private final BodyEncoder encoder = new BodyEncoder();
    private final List<Transaction> transactions = new ArrayList<>();
    private final List<ReceiptFacts> receiptFacts = new ArrayList<>();
    private final Map<ByteBuffer, Integer> indexes = new HashMap<>();

    Block assemble(JsonNode block, Optional<JsonNode> receipts) {
        BlockFacts facts = within("block", () -> facts(block));
        Bytes header = within("block", () -> encoder.encode(EvmShapes.HEADER.read(block, facts)));
        List<Transaction> inOrder = within("block", () -> transactions(block, facts));
        return new Block(
                new BlockRef(facts.number(), Hash.of(facts.hash().array())),
                Hash.of(facts.parentHash().array()),
                facts.timestamp(),
                BodyFormat.CURRENT,
                header,
                inOrder,
                receipts.map(json -> within("receipts", () -> receipts(json))));
    }

    private static BlockFacts facts(JsonNode block) {
        if (!block.isObject()) {
            throw MalformedChainDataException.of(block, "a block as an object");
        }
        return new BlockFacts(
                (ByteBuffer) required(block, "hash", HASH),
                number(block, "number"),
                (ByteBuffer) required(block, "parentHash", HASH),
                number(block, "timestamp"));
    }

    private List<Transaction> transactions(JsonNode block, BlockFacts facts) {
        ListForm.forEachIn(block, "transactions", (index, json) -> addTransaction(json, index, facts));
        return transactions;
    }

    private void addTransaction(JsonNode json, int index, BlockFacts facts) {
        if (!json.isObject()) {
            throw MalformedChainDataException.of(json, "a full transaction object");
        }
        ByteBuffer hash = (ByteBuffer) required(json, "hash", HASH);
        Integer earlier = indexes.putIfAbsent(hash, index);
        if (earlier != null) {
            throw MalformedChainDataException.of(
                            json.get("hash"), "another hash than that of block.transactions[" + earlier + "]")
                    .within("hash");
        }
        TransactionFacts at = new TransactionFacts(facts, (long) index, hash);
        EvmTransaction body = EvmShapes.TRANSACTION.read(json, at);
        transactions.add(new Transaction(Hash.of(hash.array()), encoder.encode(body)));
        receiptFacts.add(new ReceiptFacts(at, body));
    }

    private List<Receipt> receipts(JsonNode json) {
        Receipt[] receipts = new Receipt[transactions.size()];
        ListForm.forEach(json, (position, receipt) -> addReceipt(receipt, receipts));
        int missing = Arrays.asList(receipts).indexOf(null);
        if (missing >= 0) {
            throw MalformedChainDataException.of(
                    json,
                    "one receipt for each of " + receipts.length
                            + " transactions, but there is none for block.transactions[" + missing + "], "
                            + transactions.get(missing).hash());
        }
        return List.of(receipts);
    }

    private void addReceipt(JsonNode json, Receipt[] receipts) {
        if (!json.isObject()) {
            throw MalformedChainDataException.of(json, "a receipt as an object");
        }
        Integer index = indexes.get((ByteBuffer) required(json, "transactionHash", HASH));
        if (index == null) {
            throw MalformedChainDataException.of(json.get("transactionHash"), "the hash of a transaction of the block")
                    .within("transactionHash");
        }
        if (receipts[index] != null) {
            throw MalformedChainDataException.of(json.get("transactionHash"), "one receipt for each transaction only")
                    .within("transactionHash");
        }
        receipts[index] = receipt(json, receiptFacts.get(index));
    }

    private Receipt receipt(JsonNode json, ReceiptFacts facts) {
        EvmReceipt body = EvmShapes.RECEIPT.read(json, facts);
        Optional<Long> first = firstLogIndex(json);
        List<EvmLog> logs = new ArrayList<>();
        Set<Bytes> terms = new LinkedHashSet<>();
        ListForm.forEachIn(json, "logs", (position, each) -> {
            long index = first.map(start -> start + position).orElse(-1L);
            EvmLog log = EvmShapes.LOG.read(each, new LogFacts(facts.place(), index));
            addTerms(each, log, terms);
            logs.add(log);
        });
        body.put("firstLogIndex", first.orElse(null));
        body.put("logs", logs);
        return new Receipt(encoder.encode(body), List.copyOf(terms));
    }

    private static Optional<Long> firstLogIndex(JsonNode receipt) {
        JsonNode index = receipt.path("logs").path(0).path("logIndex");
        if (!index.isTextual()) {
            return Optional.empty();
        }
        Parsed parsed = within("logs[0].logIndex", () -> SHORT_QUANTITY.parse(index));
        return parsed.canonical() ? Optional.of((Long) parsed.value()) : Optional.empty();
    }

    private static void addTerms(JsonNode json, EvmLog log, Set<Bytes> terms) {
        ByteBuffer address = log.getAddress();
        terms.add(term(address == null ? required(json, "address", ADDRESS) : address));
        List<?> topics = log.getTopics();
        for (Object topic : topics == null ? (List<?>) required(json, "topics", EvmShapes.TOPICS) : topics) {
            terms.add(term(topic));
        }
    }

    private static Bytes term(Object value) {
        return Bytes.of(((ByteBuffer) value).array());
    }

    private static Long number(JsonNode json, String field) {
        Long number = (Long) required(json, field, SHORT_QUANTITY);
        if (number < 0) {
            throw MalformedChainDataException.of(json.get(field), "a number below 2^63")
                    .within(field);
        }
        return number;
    }

    private static Object required(JsonNode json, String field, Form form) {
        return within(field, () -> form.parse(json.path(field)).value());
    }

    private static <T> T within(String step, Supplier<T> work) {
        try {
            return work.get();
        } catch (MalformedChainDataException e) {
            throw e.within(step);
        }
    }
}

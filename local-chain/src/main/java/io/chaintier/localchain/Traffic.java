package io.chaintier.localchain;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Makes a node's chain look like one that people use: value and token transfers, events of many sizes, failing
 * transactions, contract creations, all transaction types from 0 to 4, and reorganisations.
 *
 * <p>The node must mine on demand and begin with an empty chain. Two blocks deploy the token and hand it out; they
 * are never abandoned. One thread at a time.
 */
public final class Traffic {
    private static final BigInteger SHARE = BigInteger.TEN.pow(24);
    private static final int SETUP_BLOCKS = 2;

    private final JsonRpc node;
    private final TrafficPlan plan;
    private final Random random;
    private final List<String> accounts;
    private final TransactionMix mix;
    /** What was sent for each block of the present branch, so that another branch can repeat it. */
    private final NavigableMap<Long, List<Map<String, Object>>> sentByNumber = new TreeMap<>();

    private Traffic(JsonRpc node, TrafficPlan plan) {
        this.node = node;
        this.plan = plan;
        random = new Random(plan.seed());
        accounts = accountsOf(node);
        mix = new TransactionMix(accounts, deployToken(), plan.blobs(), random);
        handOutToken();
    }

    /**
     * Mines the first two blocks: the token's creation and its distribution over all accounts.
     *
     * @throws IllegalStateException if the node has blocks already
     * @throws JsonRpcException      if the node refuses something
     */
    public static Traffic start(JsonRpc node, TrafficPlan plan) {
        requireNonNull(plan, "plan");
        if (headNumber(node) != 0) {
            throw new IllegalStateException(
                    "traffic begins on an empty chain, and the node is at block " + headNumber(node));
        }
        return new Traffic(node, plan);
    }

    /**
     * The next step of the plan: {@link #mineBlock} mostly; at times {@link #reorganise}, or {@link #rollBack} and then
     * one block, as far as there are blocks to abandon.
     */
    public void step() {
        boolean abandons = random.nextInt(plan.stepsPerReorganisation()) == 0;
        int depth = 1 + random.nextInt(plan.deepestReorganisationBlocks());
        boolean rollsBack = random.nextInt(4) == 0;
        if (!abandons || depth > deepestPossible()) {
            mineBlock();
        } else if (rollsBack) {
            rollBack(depth);
            mineBlock();
        } else {
            reorganise(depth);
        }
    }

    /**
     * Sends up to {@link TrafficPlan#mostTransactionsPerBlock} transactions and mines them.
     *
     * @return the number of the new block
     */
    public long mineBlock() {
        return mine(newTransactions());
    }

    /**
     * Replaces the newest blocks by as many others; the head keeps its number. One time in four the new blocks are
     * empty. Otherwise they repeat some of the abandoned transactions, which then are the same to the last bit or, when
     * an earlier one of their sender is missing, get another nonce; and have some of their own.
     *
     * @param depth blocks to replace, from 1 to {@link #deepestPossible}
     */
    public void reorganise(int depth) {
        requirePossible(depth);
        long firstReplaced = headNumber(node) - depth + 1;
        boolean empty = random.nextInt(4) == 0;
        List<List<Map<String, Object>>> branch = IntStream.range(0, depth)
                .mapToObj(index -> empty ? List.<Map<String, Object>>of() : replacementOf(firstReplaced + index))
                .toList();

        setBlockInterval();
        node.call("anvil_reorg", depth, withBlockIndexes(branch));

        for (int index = 0; index < depth; index++) {
            sentByNumber.put(firstReplaced + index, branch.get(index));
        }
    }

    /**
     * Abandons the newest blocks without replacing them: the head's number goes down, until more is mined.
     *
     * @param depth blocks to abandon, from 1 to {@link #deepestPossible}
     */
    public void rollBack(int depth) {
        requirePossible(depth);
        node.call("anvil_rollback", depth);
        sentByNumber.tailMap(headNumber(node), false).clear();
    }

    /** How many of the newest blocks can be abandoned: all but those with the token. */
    public long deepestPossible() {
        return headNumber(node) - SETUP_BLOCKS;
    }

    private void requirePossible(int depth) {
        long deepest = deepestPossible();
        if (depth < 1 || depth > deepest) {
            throw new IllegalArgumentException("depth must be 1 to %d: %d".formatted(deepest, depth));
        }
    }

    private long mine(List<Map<String, Object>> transactions) {
        transactions.forEach(transaction -> node.call("eth_sendTransaction", transaction));
        setBlockInterval();
        node.call("evm_mine");
        long number = headNumber(node);
        sentByNumber.put(number, transactions);
        return number;
    }

    /** Said again before each block, for a node forgets it when it is restarted. */
    private void setBlockInterval() {
        node.call("anvil_setBlockTimestampInterval", plan.blockIntervalSeconds());
    }

    private List<Map<String, Object>> newTransactions() {
        int count = random.nextInt(plan.mostTransactionsPerBlock() + 1);
        return IntStream.range(0, count).mapToObj(i -> mix.next()).toList();
    }

    private List<Map<String, Object>> replacementOf(long number) {
        List<Map<String, Object>> transactions = new ArrayList<>();
        for (Map<String, Object> sent : sentByNumber.getOrDefault(number, List.of())) {
            if (random.nextInt(3) != 0) {
                transactions.add(sent);
            }
        }
        for (int extra = random.nextInt(3); extra > 0; extra--) {
            transactions.add(mix.next());
        }
        return List.copyOf(transactions);
    }

    /** As {@code anvil_reorg} takes a branch: pairs of a transaction and the index of its block. */
    private static List<List<Object>> withBlockIndexes(List<List<Map<String, Object>>> branch) {
        List<List<Object>> pairs = new ArrayList<>();
        for (int index = 0; index < branch.size(); index++) {
            for (Map<String, Object> transaction : branch.get(index)) {
                pairs.add(List.of(transaction, index));
            }
        }
        return pairs;
    }

    private String deployToken() {
        BigInteger supply = SHARE.multiply(BigInteger.valueOf(accounts.size()));
        mine(List.of(Map.of(
                "from", accounts.get(0), "gas", "0x200000", "type", "0x2", "data", Contracts.createToken(supply))));
        return node.call("eth_getBlockReceipts", "latest")
                .path(0)
                .path("contractAddress")
                .asText();
    }

    private void handOutToken() {
        String token = mix.token();
        mine(accounts.stream()
                .skip(1)
                .<Map<String, Object>>map(account -> Map.of(
                        "from",
                        accounts.get(0),
                        "to",
                        token,
                        "gas",
                        "0x20000",
                        "type",
                        "0x2",
                        "data",
                        Contracts.transfer(account, SHARE)))
                .toList());
    }

    private static List<String> accountsOf(JsonRpc node) {
        List<String> accounts = new ArrayList<>();
        for (JsonNode account : node.call("eth_accounts")) {
            accounts.add(account.asText());
        }
        return accounts;
    }

    private static long headNumber(JsonRpc node) {
        return Long.decode(node.call("eth_blockNumber").asText());
    }
}

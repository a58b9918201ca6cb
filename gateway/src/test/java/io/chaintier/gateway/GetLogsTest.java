package io.chaintier.gateway;

import static io.chaintier.gateway.LoggingChain.quantity;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chaintier.event.Block;
import io.chaintier.event.BlockAppended;
import io.chaintier.event.ChainEvent;
import io.chaintier.event.ChainId;
import io.chaintier.gateway.RpcClient.Response;
import io.chaintier.gateway.read.Tier;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code eth_getLogs} over a memory that holds the newest blocks and disks that hold all (R2, R6, R10, B1, B2). */
class GetLogsTest {
    private static final ChainId CHAIN = ChainId.parse("eip155:1");
    private static final int BLOCKS = 60;
    private static final int MEMORY_FROM = 45;

    private final long seed = Long.getLong("chaintier.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final LoggingChain chain = new LoggingChain(CHAIN, seed).grow(BLOCKS);
    private final FakeTier memory = new FakeTier().searchesFrom(MEMORY_FROM);
    private final FakeTier replica = new FakeTier();
    private final FakeTier primary = new FakeTier();
    private final TestGateway gateway = TestGateway.over(
            Map.of(Tier.MEMORY, memory, Tier.REPLICA, replica, Tier.PRIMARY, primary),
            "gateway.logs.max.results",
            "100");

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void everyFilterFindsWhatLookingAtEveryLogFinds() {
        System.out.println("random filters with -Dchaintier.seed=" + seed);
        haveAll(memory, replica, primary);

        for (int i = 0; i < 500; i++) {
            ObjectNode filter = chain.randomFilter();
            long from = 1 + random.nextInt(BLOCKS);
            long to = from + random.nextInt((int) (BLOCKS - from) + 1);
            JsonNode expected = chain.search(from, to, filter);
            if (expected.size() <= 100 || from == to) {
                assertThat(search(filter, from, to).result())
                        .as("%s from %d to %d, seed %d", filter, from, to, seed)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void memoryAnswersItsWindowAndDiskTheRestInOneAnswer() {
        haveAll(memory, replica, primary);
        JsonNode filter = oneOf(MEMORY_FROM - 5, MEMORY_FROM + 5);

        assertThat(search(filter, MEMORY_FROM, BLOCKS).tiers()).isEqualTo("memory");
        assertThat(search(filter, 1, MEMORY_FROM - 1).tiers()).isEqualTo("replica");
        Response both = search(filter, MEMORY_FROM - 5, MEMORY_FROM + 5);
        assertThat(both.tiers()).contains("memory").contains("replica");
        assertThat(both.result()).isEqualTo(chain.search(MEMORY_FROM - 5, MEMORY_FROM + 5, filter));
    }

    @Test
    void withoutATierTheOthersAnswerAllTheSame() {
        haveAll(memory, replica, primary);
        JsonNode filter = oneOf(30, 50);
        JsonNode expected = chain.search(30, 50, filter);

        for (FakeTier tier : List.of(memory, replica)) {
            tier.goesDown();
            assertThat(search(filter, 30, 50).result()).isEqualTo(expected);
            tier.comesBack();
        }
        replica.goesDown();
        primary.goesDown();
        assertThat(search(filter, MEMORY_FROM, 50).result()).isEqualTo(chain.search(MEMORY_FROM, 50, filter));
        Response unreadable = search(filter, 30, 50);
        assertThat(unreadable.errorCode()).isEqualTo(-32002);
    }

    @Test
    void aDiskBehindTheHeadDoesNotAnswerForBlocksItLacks() {
        replica.has(chain.events().subList(0, 40));
        haveAll(memory, primary);
        assertThat(gateway.client().call("eth_blockNumber").result().textValue())
                .isEqualTo(quantity(BLOCKS));
        memory.goesDown();

        Response answer = search(filter(), 35, 50);

        assertThat(answer.result()).isEqualTo(chain.search(35, 50, filter()));
        assertThat(answer.tiers()).contains("primary");
    }

    @Test
    void logsOfAnAbandonedBranchThatAReplicaStillHasAreNotMixedIntoTheAnswer() {
        List<ChainEvent> before = chain.events();
        chain.revert(30).grow(40);
        memory.has(chain.events());
        replica.has(before);
        primary.has(chain.events());

        Response answer = search(filter(), 25, 48);

        assertThat(answer.result()).isEqualTo(chain.search(25, 48, filter()));
        replica.has(chain.events());
        assertThat(search(filter(), 25, 48).result()).isEqualTo(answer.result());
    }

    @Test
    void whereEveryDiskIsBehindAReorganisationTheCallFailsAndNothingIsMixed() {
        List<ChainEvent> before = chain.events();
        chain.revert(30).grow(40);
        memory.has(chain.events());
        replica.has(before);
        primary.has(before);

        Response answer = search(filter(), 25, 48);

        assertThat(answer.errorCode()).isEqualTo(-32002);
        assertThat(answer.errorMessage()).contains("from 25 to 48", "try again");
    }

    @Test
    void aRangeThatFindsTooMuchIsRefusedWithOneThatWorks() {
        haveAll(memory, replica, primary);

        Response refused = search(filter(), 5, BLOCKS);

        assertThat(refused.errorCode()).isEqualTo(-32005);
        JsonNode data = refused.json().at("/error/data");
        assertThat(refused.errorMessage())
                .endsWith("query returned more than 100 results. Try with this block range [0x5, "
                        + data.get("to").textValue() + "].");
        long to = Long.decode(data.get("to").textValue());
        assertThat(search(filter(), 5, to).result()).isEqualTo(chain.search(5, to, filter()));
        assertThat(search(filter(), 5, to + 1).errorCode()).isEqualTo(-32005);
    }

    @Test
    void aBlockWhoseReceiptsAreNotKnownIsNamedAndNeverPassedOver() {
        Block untold = chain.growUntold();
        chain.grow(3);
        haveAll(memory, replica, primary);

        for (FakeTier down : List.of(new FakeTier(), memory)) {
            down.goesDown();
            Response answer = search(filter(), BLOCKS - 2, BLOCKS + 2);
            assertThat(answer.errorCode()).isEqualTo(-32002);
            assertThat(answer.errorMessage()).contains(untold.ref().hash().toString());
        }
        assertThat(search(filter(), BLOCKS - 2, BLOCKS).result()).isEqualTo(chain.search(BLOCKS - 2, BLOCKS, filter()));
    }

    @Test
    void oneBlockIsSearchedByItsHashAndAnAbandonedOneSaysThatItsLogsWereRemoved() {
        Block abandoned = blockWithLogs();
        List<JsonNode> logs = chain.logs(abandoned.ref().number());
        haveAll(memory, primary);
        assertThat(byHash(abandoned.ref().hash().toString()).result()).isEqualTo(array(logs));

        chain.revert((int) (chain.head().ref().number() - abandoned.ref().number()) + 1)
                .grow(2);
        haveAll(memory, primary);

        JsonNode removed = byHash(abandoned.ref().hash().toString()).result();
        assertThat(removed).hasSize(logs.size());
        removed.forEach(log -> assertThat(log.get("removed").booleanValue()).isTrue());
        Response unknown = byHash("0x" + "ab".repeat(32));
        assertThat(unknown.errorCode()).isEqualTo(-32000);
        assertThat(unknown.errorMessage()).contains("unknown block");
    }

    @Test
    void rangesAreOnesOfTheChain() {
        haveAll(memory, replica, primary);

        assertThat(call("{}").result()).isEqualTo(chain.search(BLOCKS, BLOCKS, filter()));
        assertThat(call("{'fromBlock':'0x3c','toBlock':null}").result())
                .isEqualTo(chain.search(BLOCKS, BLOCKS, filter()));
        assertThat(call("{'fromBlock':'earliest','toBlock':'0x2'}").result()).isEqualTo(chain.search(0, 2, filter()));
        assertThat(call("{'fromBlock':'latest','toBlock':'pending'}").result())
                .isEqualTo(chain.search(BLOCKS, BLOCKS, filter()));
        refused("{'fromBlock':'0x3','toBlock':'0x2'}", -32602, "invalid block range params");
        refused("{'fromBlock':'latest','toBlock':'0x2'}", -32602, "invalid block range params");
        refused("{'fromBlock':'0x3d'}", -32602, "invalid block range params");
        refused("{'fromBlock':'0x1','toBlock':'0x3d'}", -32602, "block range extends beyond current head block");
        refused("{'fromBlock':'0x3d','toBlock':'0x3e'}", -32602, "block range extends beyond current head block");
        refused("{'fromBlock':'finalized'}", -32000, "has not said which block is finalized");
    }

    private void haveAll(FakeTier... tiers) {
        for (FakeTier tier : tiers) {
            tier.has(chain.events());
        }
    }

    private static ObjectNode filter() {
        return RealBlocks.JSON.createObjectNode();
    }

    /** A filter of the contract of some log in these blocks. */
    private JsonNode oneOf(long from, long to) {
        return filter().set("address", chain.search(from, to, filter()).get(0).get("address"));
    }

    private Block blockWithLogs() {
        List<ChainEvent> events = chain.events();
        for (int i = events.size() - 1; ; i--) {
            Block block = ((BlockAppended) events.get(i).payload()).block();
            if (!chain.logs(block.ref().number()).isEmpty()) {
                return block;
            }
        }
    }

    private Response search(JsonNode filter, long from, long to) {
        ObjectNode ranged = filter.deepCopy();
        return gateway.client()
                .call("eth_getLogs", ranged.put("fromBlock", quantity(from)).put("toBlock", quantity(to)));
    }

    private Response byHash(String hash) {
        return gateway.client().call("eth_getLogs", filter().put("blockHash", hash));
    }

    private Response call(String filter) {
        try {
            return gateway.client().call("eth_getLogs", RealBlocks.JSON.readTree(filter.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(filter, e);
        }
    }

    private void refused(String filter, int code, String message) {
        Response answer = call(filter);
        assertThat(answer.errorCode()).as(filter).isEqualTo(code);
        assertThat(answer.errorMessage()).as(filter).contains(message);
    }

    private static ArrayNode array(List<JsonNode> elements) {
        ArrayNode array = RealBlocks.JSON.createArrayNode();
        elements.forEach(array::add);
        return array;
    }
}

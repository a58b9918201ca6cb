package io.chaintier.gateway.rpc;

import io.chaintier.event.ChainId;
import io.chaintier.evm.rlp.Keccak256;
import io.chaintier.gateway.read.Answer;
import io.chaintier.gateway.read.TieredReader;
import io.chaintier.gateway.rpc.RpcMethod.Result;
import io.chaintier.store.ChainHead;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** What a client asks a node about itself and its chain. */
final class ChainMethods implements AllMethods.Group {
    private final TieredReader reader;
    private final String clientVersion;

    /** @param clientVersion answer to {@code web3_clientVersion} */
    ChainMethods(TieredReader reader, String clientVersion) {
        this.reader = reader;
        this.clientVersion = clientVersion;
    }

    @Override
    public Map<String, RpcMethod> methods() {
        return Map.of(
                "web3_clientVersion", new RpcMethod(List.of(), (chain, in) -> Result.constant(clientVersion)),
                "web3_sha3", new RpcMethod(List.of("data"), (chain, in) -> sha3(in.data(0))),
                "net_version", new RpcMethod(List.of(), (chain, in) -> Result.constant(chain.reference())),
                "net_listening",
                        new RpcMethod(List.of(), (chain, in) -> Result.constant(out -> out.writeBoolean(true))),
                "eth_chainId", new RpcMethod(List.of(), (chain, in) -> chainId(chain)),
                "eth_syncing", new RpcMethod(List.of(), (chain, in) -> Result.constant(out -> out.writeBoolean(false))),
                "eth_accounts",
                        new RpcMethod(
                                List.of(),
                                (chain, in) -> Result.constant(out -> {
                                    out.writeStartArray();
                                    out.writeEndArray();
                                })),
                "eth_blockNumber", new RpcMethod(List.of(), (chain, in) -> blockNumber(chain)));
    }

    private static Result sha3(byte[] data) {
        return Result.constant(Keccak256.hash(data).toString());
    }

    private static Result chainId(ChainId chain) throws RpcException {
        try {
            return Result.constant("0x" + new BigInteger(chain.reference()).toString(16));
        } catch (NumberFormatException e) {
            throw RpcException.invalidInput("chain " + chain + " has no number");
        }
    }

    private Result blockNumber(ChainId chain) throws RpcException {
        Answer<ChainHead> head = reader.head(chain);
        long number = head.value()
                .orElseThrow(() -> RpcException.notFound("chain " + chain + " has no blocks"))
                .head()
                .number();
        return new Result(Results.quantity(number), Results.sources(head), Basis.canonicalUpTo(number));
    }
}

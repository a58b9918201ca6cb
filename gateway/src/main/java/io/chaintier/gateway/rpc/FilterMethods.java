package io.chaintier.gateway.rpc;

import io.chaintier.event.ChainId;
import io.chaintier.gateway.feed.ChangesGoneException;
import io.chaintier.gateway.rpc.RpcMethod.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What happened since a client asked last (B1, B2): {@code eth_newFilter} and its kin. */
final class FilterMethods implements AllMethods.Group {
    private static final int ENOUGH = 10_000;

    private final Notifier notifier;
    private final Filters filters;
    private final LogMethods stored;

    /** @param stored searches what was there before a filter was */
    FilterMethods(Live live, LogMethods stored) {
        notifier = live.notifier();
        filters = live.filters();
        this.stored = stored;
    }

    @Override
    public Map<String, RpcMethod> methods() {
        List<String> byId = List.of("filter id");
        return Map.of(
                "eth_newFilter", new RpcMethod(List.of("filter"), this::newFilter),
                "eth_newBlockFilter", new RpcMethod(List.of(), (chain, in) -> newBlockFilter(chain)),
                "eth_newPendingTransactionFilter",
                        new RpcMethod(List.of("full transactions"), 0, (chain, in) -> noPool()),
                "eth_getFilterChanges", new RpcMethod(byId, this::changes),
                "eth_getFilterLogs", new RpcMethod(byId, this::logs),
                "eth_uninstallFilter", new RpcMethod(byId, this::uninstall));
    }

    private Result newFilter(ChainId chain, Params in) throws RpcException {
        LogFilter filter = notifier.logFilter(in.label(0), in.value(0));
        return added(
                new Filter(chain, notifier.feed(chain), Interest.logs(notifier.news(), filter), Optional.of(filter)));
    }

    private Result newBlockFilter(ChainId chain) throws RpcException {
        return added(new Filter(chain, notifier.feed(chain), Interest.hashes(), Optional.empty()));
    }

    private Result added(Filter filter) throws RpcException {
        String id = filters.add(filter);
        return new Result(out -> out.writeString(id), Optional.empty());
    }

    private static Result noPool() throws RpcException {
        throw RpcException.methodNotFound("no filter of pending transactions here: there is no transaction pool");
    }

    private Result changes(ChainId chain, Params in) throws RpcException {
        Filter filter = filter(chain, in);
        try {
            List<String> values = filter.changes(ENOUGH);
            return new Result(
                    out -> {
                        out.writeStartArray();
                        for (String value : values) {
                            out.writeRawValue(value);
                        }
                        out.writeEndArray();
                    },
                    Optional.empty());
        } catch (ChangesGoneException | ReceiptsNotKnownException e) {
            filters.remove(chain, in.value(0).asText());
            throw RpcException.invalidInput("filter is gone, make a new one: " + e.getMessage());
        }
    }

    private Result logs(ChainId chain, Params in) throws RpcException {
        return stored.getLogs(chain, filter(chain, in).logFilter().orElseThrow(FilterMethods::notFound));
    }

    private Result uninstall(ChainId chain, Params in) throws RpcException {
        boolean was = filters.remove(chain, id(in));
        return new Result(out -> out.writeBoolean(was), Optional.empty());
    }

    private Filter filter(ChainId chain, Params in) throws RpcException {
        return filters.get(chain, id(in)).orElseThrow(FilterMethods::notFound);
    }

    private static String id(Params in) throws RpcException {
        if (!in.value(0).isTextual()) {
            throw RpcException.invalidParams(in.label(0) + " is " + Shown.of(in.value(0)) + ": expected a string");
        }
        return in.value(0).textValue();
    }

    private static RpcException notFound() {
        return RpcException.invalidInput("filter not found");
    }
}

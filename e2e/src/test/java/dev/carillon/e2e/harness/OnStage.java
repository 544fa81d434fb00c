package dev.carillon.e2e.harness;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives a test its [Stage], on one server that all such tests share, and takes it down after the test. A server that
/// logged an error in the meantime fails nothing by itself: tests that are about errors look for themselves.
public final class OnStage implements ParameterResolver, AfterEachCallback {
    private static final Namespace HERE = Namespace.create(OnStage.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Stage.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        ServerProcess server = test.getRoot()
                .getStore(HERE)
                .computeIfAbsent(ServerProcess.class, _ -> ServerProcess.fresh("-Xmx512m"), ServerProcess.class);
        return test.getStore(HERE).computeIfAbsent(Stage.class, _ -> new Stage(server), Stage.class);
    }

    @Override
    public void afterEach(ExtensionContext test) {
        Stage stage = test.getStore(HERE).remove(Stage.class, Stage.class);
        if (stage != null) {
            stage.close();
        }
    }
}

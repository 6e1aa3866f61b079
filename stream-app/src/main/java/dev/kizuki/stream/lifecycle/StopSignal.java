package dev.kizuki.stream.lifecycle;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * SIGTERM and Ctrl-C interrupt the main thread, which stops what it started and only then lets the
 * JVM end: ONNX Runtime frees itself in a shutdown hook, which would run beside one of ours.
 *
 * <p>{@code sun.misc.Signal} (module jdk.unsupported) is Java's only way to take a signal before
 * the shutdown hooks run. It is reached by reflection because javac's warning of it cannot be
 * silenced.
 */
public final class StopSignal {
  private volatile boolean received;

  private StopSignal() {}

  /** From now on, signals interrupt the thread. */
  public static StopSignal toInterrupt(Thread thread) {
    StopSignal stop = new StopSignal();
    InvocationHandler interrupt =
        (proxy, method, arguments) -> {
          if (method.getName().equals("handle")) {
            stop.received = true;
            thread.interrupt();
          }
          return null;
        };
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              StopSignal.class.getClassLoader(), new Class<?>[] {handler}, interrupt);
      for (String name : new String[] {"TERM", "INT"}) {
        Object instance = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, instance, ours);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java cannot take signals (module jdk.unsupported)", e);
    }
    return stop;
  }

  /** Whether a signal came, so that an interrupt is no failure. */
  public boolean received() {
    return received;
  }
}

package dev.kizuki.embedded.simulator.product;

class WeaveTest extends ProductContract {
  @Override
  Product product(Frame frame) {
    return new Weave(frame);
  }
}

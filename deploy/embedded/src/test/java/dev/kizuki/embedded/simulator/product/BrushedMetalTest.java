package dev.kizuki.embedded.simulator.product;

class BrushedMetalTest extends ProductContract {
  @Override
  Product product(Frame frame) {
    return new BrushedMetal(frame);
  }
}

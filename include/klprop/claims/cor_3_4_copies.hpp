#pragma once

#include <klprop/claims/feedforward_claim.hpp>
#include <klprop/claims/feedforward_mutants.hpp>
#include <klprop/claims/feedforward_oracles.hpp>
#include <klprop/computation_graph/delta_lift.hpp>

namespace klprop::claims::cor_3_4_copies {

/// Each scalar variable has one copy in each factor that holds it. The messages into the copies, as tables over a grid,
/// are projected onto consensus; then each copy alone must have the log-derivative s of the recursion.
struct Check {
  template <Field S>
  void operator()(FeedforwardInstance<S>& instance, const FeedforwardComputation<S>& under_test,
                  Report<S>& report) const {
    const Scalars<S> scalars(instance);
    const NetworkPass<S> pass = network_pass<S>(instance.network, instance.input());
    const NetworkSensitivities<S> s =
        under_test.sensitivities(instance.network, pass, log_slope(instance.factor, pass.loss));
    for (std::size_t l = 0; l < instance.network.depth(); ++l) {
      const auto& into = l == 0 ? scalars.graph.inputs : scalars.graph.activations[l - 1];
      const std::vector<S>& s_into = l == 0 ? s.s_input : s.s_a[l - 1];
      for (std::size_t j = 0; j < into.size(); ++j) compare(scalars, into[j], s_into[j], at_unit("a", l, j), report);
      for (std::size_t i = 0; i < s.s_u[l].size(); ++i)
        compare(scalars, scalars.graph.preactivations[l][i], s.s_u[l][i], at_unit("u", l + 1, i), report);
    }
    for (std::size_t i = 0; i < s.s_a.back().size(); ++i)
      compare(scalars, scalars.graph.activations.back()[i], s.s_a.back()[i], at_unit("a", instance.network.depth(), i),
              report);
  }

 private:
  /// The network as a graph of scalars, with its forward values.
  template <Field S>
  struct Scalars {
    explicit Scalars(const FeedforwardInstance<S>& instance)
        : output_factor(instance.factor),
          domain(instance.domain),
          graph(computation_graph(instance.network)),
          lift(graph.graph, graph.loss) {
      std::vector<S> inputs = instance.input();
      for (std::size_t k = inputs.size(); k < graph.graph.inputs().size(); ++k)
        inputs.push_back(from_rational<S>(*graph.graph.input_value(k)));
      values = forward_values<S>(graph.graph, inputs);
    }

    template <class T>
    [[nodiscard]] OutputFunction<T> factor() const {
      return {output_factor, constant_of<T>(values[lift.z()])};
    }

    const OutputFactor& output_factor;
    const FeedforwardDomain& domain;
    NetworkGraph graph;
    DeltaLift lift;
    std::vector<S> values;
  };

  /// What the factor of one slot says of the variable's value t: b_↓ of its output at ψ(…, t in the slot, …).
  template <class T>
  static T message(const DeltaLift& lift, const std::vector<T>& values, const OutputFunction<T>& factor,
                   const GraphUse& use, const T& t) {
    const ComputationGraph& graph = lift.graph();
    const auto arguments = graph.arguments(use.user);
    const auto x = [&](std::size_t slot) -> const T& { return slot == use.slot ? t : values[arguments[slot]]; };
    klprop::detail::NodeWorkspace<T> work;
    T y{};
    klprop::detail::evaluate_node(klprop::detail::NodePlace{graph, use.user}, x, arguments.size(), y, work);
    return delta_message<T>(lift, values, use.user, y, factor);
  }

  /// The messages at the given points, one table per copy; last the copy in the factor that computes the variable, into
  /// which nothing comes from downstream.
  template <class T, Field S>
  static std::vector<Table<T>> messages(const Scalars<S>& scalars, GraphNodeId variable, const std::vector<T>& points) {
    const ProductSpace grid({static_cast<StateId>(points.size())});
    std::vector<T> values;
    for (const S& value : scalars.values) values.push_back(constant_of<T>(value));
    const OutputFunction<T> factor = scalars.template factor<T>();
    std::vector<Table<T>> result;
    for (const GraphUse& use : scalars.lift.messages_into(variable)) {
      result.push_back({grid, {}});
      for (const T& t : points) result.back().values.push_back(message(scalars.lift, values, factor, use, t));
    }
    result.push_back({grid, std::vector<T>(points.size(), T(1))});
    return result;
  }

  /// What each copy believes: before consensus its own message, after it the same for all.
  template <Field T>
  static std::vector<Table<T>> beliefs(const std::vector<Table<T>>& messages, bool consensus) {
    const std::vector<std::size_t> together(messages.size(), 0);
    std::vector<std::size_t> apart;
    std::vector<StateId> states;
    for (const Table<T>& each : messages) {
      apart.push_back(apart.size());
      states.push_back(each.space.arity(0));
    }
    Table<T> q = product_table<T>(ProductSpace(states), apart, messages);
    if (consensus) q = onto_consensus<T>(q, together);
    std::vector<Table<T>> result;
    for (std::size_t k = 0; k < messages.size(); ++k) result.push_back(one_coordinate<T>(q, k));
    return result;
  }

  template <Field S>
  static void compare(const Scalars<S>& scalars, GraphNodeId variable, const S& s, const std::string& where,
                      Report<S>& report) {
    const S& v = scalars.values[variable];
    const bool consensus = scalars.domain.consensus;
    // The grid v*, v* + ε: the log-derivative is the tangent of the quotient of the two entries.
    const std::vector<Dual<S>> infinitesimal = {Dual<S>(v), Dual<S>(v, S(1))};
    const auto along = beliefs(messages(scalars, variable, infinitesimal), consensus);
    std::vector<S> slopes;
    for (const Table<Dual<S>>& belief : along) slopes.push_back((belief.values[1] / belief.values[0]).tangent);
    // The last copy has no message of its own.
    const std::size_t copies = consensus ? slopes.size() : slopes.size() - 1;
    for (std::size_t k = 0; k < copies; ++k)
      equal_beside_one(report, slopes[k], consensus ? s : slopes[0], [&] {
        return "log-derivative of copy " + std::to_string(k) + " of " + where +
               (consensus ? " after consensus, and s by the recursion" : " and of copy 0, before consensus");
      });
    if (!consensus) return;
    // On a finite grid each copy has the whole of b_↓, not only its slope.
    const std::vector<S> grid = {v, S(v + S(1)), S(v - S(2))};
    Table<S> whole{ProductSpace({3}), {}};
    for (const S& t : grid)
      whole.values.push_back(delta_message<S>(scalars.lift, scalars.values, variable, t, scalars.template factor<S>()));
    whole = normalised(std::move(whole));
    const auto on_grid = beliefs(messages(scalars, variable, grid), true);
    for (std::size_t k = 0; k < on_grid.size(); ++k)
      for (std::size_t t = 0; t < grid.size(); ++t)
        equal_beside_one(report, on_grid[k].values[t], whole.values[t], [&] {
          return "copy " + std::to_string(k) + " of " + where + " after consensus, and b_↓, on a grid";
        });
  }
};

[[nodiscard]] inline Claim claim() {
  const auto along_paths = [](FeedforwardDomain domain) {
    domain.factors = LossFactors::square;
    domain.scalar_graph = true;
    domain.network.max_depth = 3;
    return domain;
  };
  FeedforwardDomain domain = along_paths(polynomial_networks());
  domain.network.max_degree = 6;
  const FeedforwardDomain smooth = along_paths(smooth_networks());
  return FeedforwardClaim<Check>("cor_3_4_copies", "Corollary 3.4, \"independently of the chosen copy\"",
                                 "After the projection onto consensus every copy of a variable has the same "
                                 "log-derivative, the sensitivity s of the recursion.",
                                 Verdict::holds,
                                 "On the face of consensus each copy's table is the product of the messages into all "
                                 "copies.",
                                 domain)
      .hypotheses({"copies are compared after consensus"})
      .exact(100)
      .field(200)
      .ball(20, smooth)
      .scaling(10, smooth)
      .drop("copies are compared after consensus", changed(&FeedforwardDomain::consensus, false, domain))
      .mutant<ForgetsTheTranspose>()
      .mutant<SlopeAtTheOutput>()
      .mutant<RecursionForgetsTheSeed>()
      .mutant<TakesTheLayerBelow>()
      .mutant<RecursionOverwrites>()
      .build();
}

}  // namespace klprop::claims::cor_3_4_copies

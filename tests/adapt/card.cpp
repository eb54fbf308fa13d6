// A device that is not the CPU, by torch's own way of adding one: its tensors have memory of their own, and what is
// computed with tensors of both is an error, as on a GPU. It computes by taking everything to the CPU and back.

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/EmptyTensor.h>
#include <ATen/detail/PrivateUse1HooksInterface.h>
#include <ATen/native/CPUFallback.h>
#include <ATen/native/Resize.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/set_native.h>
#include <ATen/ops/view_native.h>
#include <ATen/ops/_reshape_alias_native.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <c10/core/impl/alloc_cpu.h>
#include <torch/library.h>

namespace {

constexpr auto CARD = c10::DeviceType::PrivateUse1;
const c10::Device DEVICE(CARD, 0);
const c10::DispatchKeySet KEYS(c10::DispatchKey::PrivateUse1);

struct Memory final : c10::Allocator {
  c10::DataPtr allocate(size_t bytes) override {
    void* data = c10::alloc_cpu(bytes);
    return {data, data, &c10::free_cpu, DEVICE};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &c10::free_cpu; }
  void copy_data(void* to, const void* from, std::size_t bytes) const final { default_copy_data(to, from, bytes); }
};
Memory memory;
REGISTER_ALLOCATOR(CARD, &memory);

// The tensor's own memory, as the CPU sees it.
at::Tensor seen(const at::Tensor& tensor) {
  if (tensor.is_cpu()) return tensor;
  return at::from_blob(tensor.data_ptr(), tensor.sizes(), tensor.strides(),
                       at::TensorOptions().dtype(tensor.dtype()).device(at::kCPU));
}

at::Tensor empty(c10::IntArrayRef size, std::optional<at::ScalarType> dtype, std::optional<at::Layout>,
                 std::optional<at::Device>, std::optional<bool>, std::optional<at::MemoryFormat> format) {
  return at::detail::empty_generic(size, &memory, KEYS, c10::dtype_or_default(dtype), format);
}

at::Tensor empty_strided(c10::IntArrayRef size, c10::IntArrayRef stride, std::optional<at::ScalarType> dtype,
                         std::optional<at::Layout>, std::optional<at::Device>, std::optional<bool>) {
  return at::detail::empty_strided_generic(size, stride, &memory, KEYS, c10::dtype_or_default(dtype));
}

at::Tensor copy_from(const at::Tensor& from, const at::Tensor& to, bool) {
  seen(to).copy_(seen(from));
  return to;
}

at::Tensor copy_from_and_resize(const at::Tensor& from, const at::Tensor& to) {
  to.resize_(from.sizes());
  return copy_from(from, to, false);
}

const at::Tensor& resize(const at::Tensor& self, c10::IntArrayRef size, std::optional<at::MemoryFormat>) {
  auto* tensor = self.unsafeGetTensorImpl();
  tensor->set_sizes_contiguous(size);
  const auto needed = tensor->numel() * tensor->itemsize() + tensor->storage_offset() * tensor->itemsize();
  if (static_cast<size_t>(needed) > tensor->storage().nbytes()) {
    auto data = memory.allocate(needed);
    std::memcpy(data.get(), tensor->storage().data(), tensor->storage().nbytes());
    tensor->storage().set_data_ptr(std::move(data));
    tensor->storage().set_nbytes(needed);
  }
  return self;
}

at::Tensor& set_storage(at::Tensor& self, at::Storage source) {
  const auto length = static_cast<int64_t>(source.nbytes() / self.itemsize());
  return at::native::set_storage_cpu_(self, std::move(source), 0, length, {});
}

at::Scalar scalar(const at::Tensor& self) { return seen(self).item(); }

struct Generator final : at::CPUGeneratorImpl {
  Generator() { device_ = DEVICE; }
};

struct Hooks final : at::PrivateUse1HooksInterface {
  bool isBuilt() const override { return true; }
  bool isAvailable() const override { return true; }
  bool hasPrimaryContext(c10::DeviceIndex) const override { return true; }
  c10::DeviceIndex deviceCount() const override { return 1; }
  at::Generator getNewGenerator(c10::DeviceIndex) const override { return at::make_generator<Generator>(); }
};

Hooks hooks;
const bool plugged_in = (at::RegisterPrivateUse1HooksInterface(&hooks), true);

void refuse_what_is_elsewhere(const c10::OperatorHandle& op, const at::Tensor& tensor) {
  // A single number of the CPU may stand anywhere, as on a GPU.
  TORCH_CHECK(!tensor.defined() || tensor.device() == DEVICE || tensor.dim() == 0, "Expected all tensors to be on ",
              "the same device: ", op.schema().name(), " was given one of ", tensor.device(), " and one of the card");
}

// Whatever there is no kernel for: checked, then computed by the CPU.
void computed(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  std::vector<std::pair<at::Generator, at::Generator>> drawing;
  const auto count = op.schema().arguments().size();
  for (auto place = stack->size() - count; place < stack->size(); ++place) {
    auto& given = (*stack)[place];
    if (given.isTensor()) {
      refuse_what_is_elsewhere(op, given.toTensor());
    } else if (given.isTensorList()) {
      for (const at::Tensor& one : given.toTensorVector()) refuse_what_is_elsewhere(op, one);
    } else if (given.isOptionalTensorList()) {
      for (const auto& one : given.toOptionalTensorVector())
        if (one) refuse_what_is_elsewhere(op, *one);
    } else if (given.isGenerator()) {
      auto ours = given.toGenerator();
      TORCH_CHECK(ours.device() == DEVICE, "Expected a generator of the card, and got one of ", ours.device());
      auto theirs = at::make_generator<at::CPUGeneratorImpl>();
      theirs.set_state(ours.get_state());
      drawing.emplace_back(ours, theirs);
      given = theirs;
    }
  }
  at::native::cpu_fallback(op, stack);
  for (auto& [ours, theirs] : drawing) ours.set_state(theirs.get_state());
}

TORCH_LIBRARY_IMPL(_, PrivateUse1, m) { m.fallback(torch::CppFunction::makeFromBoxedFunction<&computed>()); }

TORCH_LIBRARY_IMPL(aten, PrivateUse1, m) {
  m.impl("empty.memory_format", &empty);
  m.impl("empty_strided", &empty_strided);
  m.impl("_copy_from", &copy_from);
  m.impl("_copy_from_and_resize", &copy_from_and_resize);
  m.impl("resize_", &resize);
  m.impl("_local_scalar_dense", &scalar);
  m.impl("as_strided", &at::native::as_strided_tensorimpl);
  m.impl("view", &at::native::view);
  m.impl("set_.source_Storage", &set_storage);
  m.impl("set_.source_Storage_storage_offset", &at::native::set_storage_cpu_);
  m.impl("_reshape_alias", &at::native::_reshape_alias);
}

// One card with one stream, and nothing on it is ever waited for.
struct Guard final : c10::impl::NoOpDeviceGuardImpl<CARD> {
  c10::Device exchangeDevice(c10::Device) const override { return DEVICE; }
  c10::Device getDevice() const override { return DEVICE; }
  c10::Stream getStream(c10::Device) const noexcept override { return c10::Stream(c10::Stream::DEFAULT, DEVICE); }
  c10::Stream exchangeStream(c10::Stream) const noexcept override { return c10::Stream(c10::Stream::DEFAULT, DEVICE); }
  void record(void**, const c10::Stream&, const c10::DeviceIndex, const c10::EventFlag) const override {}
  void block(void*, const c10::Stream&) const override {}
  bool queryEvent(void*) const override { return true; }
};
C10_REGISTER_GUARD_IMPL(PrivateUse1, Guard);

}  // namespace

#pragma once

/// The classes that the protocol-buffer compiler made of the ONNX specification.

#include <onnx/onnx_pb.h>

import { describe, expectTypeOf, it } from 'vitest'
import type { ApiError } from '@/api/calls/errors'
import type { Progress, StageFailure, StageState, StageStateOf } from '@/pipeline/state'
import type { Message, MessageOf, ParsedMessage } from '@/protocol/messages'
import type { StageSnapshot } from '@/protocol/snapshot'
import type { StageData } from '@/protocol/stageData'
import type { LoadState } from '@/stores/shared/loadState'
import type { CommandSubject } from '@/stores/project/projectCommands'
import type { CommandState } from '@/stores/shared/command'
import type { ConnectionFault, ConnectionState } from '@/transport/connectionState'

describe('a stage', () => {
  it('has progress only while running, and a failure only when failed', () => {
    const check = (stage: StageState) => {
      if (stage.status === 'running') expectTypeOf(stage.progress).toEqualTypeOf<Progress>()
      else expectTypeOf(stage).not.toHaveProperty('progress')
      if (stage.status === 'failed') expectTypeOf(stage.failure).toEqualTypeOf<StageFailure>()
      if (stage.status === 'pending') expectTypeOf(stage).not.toHaveProperty('failure')
      if (stage.status === 'completed') expectTypeOf(stage.completedAt).toEqualTypeOf<number | null>()
    }
    expectTypeOf(check).returns.toBeVoid()
  })

  it('has the data of its own stage', () => {
    expectTypeOf<StageStateOf<'storyboard'>['data']>().toEqualTypeOf<StageData['storyboard'] | null>()
    const check = (stage: StageState, snapshot: StageSnapshot) => {
      if (stage.stage === 'storyboard')
        expectTypeOf(stage.data).toEqualTypeOf<StageData['storyboard'] | null>()
      if (snapshot.stage === 'storyboard')
        expectTypeOf(snapshot.data).toEqualTypeOf<StageData['storyboard'] | null>()
    }
    expectTypeOf(check).returns.toBeVoid()
  })
})

describe('a connection', () => {
  it('has a fault only while waiting or closed', () => {
    const check = (state: ConnectionState) => {
      if (state.status === 'waiting') expectTypeOf(state.fault).toEqualTypeOf<ConnectionFault>()
      if (state.status === 'closed') expectTypeOf(state.fault).toEqualTypeOf<ConnectionFault | null>()
      if (state.status === 'open') expectTypeOf(state).not.toHaveProperty('fault')
    }
    expectTypeOf(check).returns.toBeVoid()
  })
})

describe('a message', () => {
  it('narrows by its type', () => {
    const check = (message: Message) => {
      if (message.type === 'token') expectTypeOf(message).toEqualTypeOf<MessageOf<'token'>>()
      if (message.type === 'token') expectTypeOf(message.fullText).toEqualTypeOf<string | null>()
      if (message.type === 'progress') expectTypeOf(message.progress).toEqualTypeOf<number | null>()
    }
    expectTypeOf(check).returns.toBeVoid()
  })

  it('exists only if the frame was parsed', () => {
    const check = (parsed: ParsedMessage) => {
      if (parsed.kind === 'message') expectTypeOf(parsed.message).toEqualTypeOf<Message>()
      else expectTypeOf(parsed.raw).toBeString()
      if (parsed.kind === 'malformed') expectTypeOf(parsed.expected).toBeString()
    }
    expectTypeOf(check).returns.toBeVoid()
  })
})

describe('the state of a store', () => {
  it('has an error only after a failure', () => {
    const check = (load: LoadState, command: CommandState<CommandSubject>) => {
      if (load.status === 'failed') expectTypeOf(load.error).toEqualTypeOf<ApiError>()
      else expectTypeOf(load).not.toHaveProperty('error')
      if (command.status === 'refused') expectTypeOf(command.error).toEqualTypeOf<ApiError>()
      if (command.status === 'idle') expectTypeOf(command).not.toHaveProperty('name')
    }
    expectTypeOf(check).returns.toBeVoid()
  })
})

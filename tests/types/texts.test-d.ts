import { describe, expectTypeOf, it } from 'vitest'
import type { ApiErrorKind } from '@/api/calls/errors'
import type { SignedOutReason } from '@/api/session/session'
import type { MediaFault } from '@/composables/scenes/useMediaLoad'
import type { SignInMode } from '@/composables/session/useSignIn'
import type { Texts } from '@/locales/locales'
import type { ItemState, StageStatus } from '@/pipeline/state'
import type { StoryFile } from '@/presentation/readStoryFile'
import type { CameraMoveName } from '@/protocol/cameraMoves'
import type { ProjectStatus } from '@/protocol/snapshot'
import type { Stage } from '@/protocol/stages'
import type { StoryProblem } from '@/protocol/storyText'
import type { Delivery } from '@/stores/project/deliveryWatch'
import type { ConnectionFault, ConnectionState } from '@/transport/connectionState'

/* Keys that a component builds from a value. The compiler cannot check such a key, so it checks here that all exist. */

type Project = Texts['project']
type Connection = Project['connection']
type PollingReason = Extract<Delivery, { by: 'polling' }>['reason']

describe('the texts', () => {
  it('name every stage, and what it does in each status', () => {
    expectTypeOf<Project['stage']>().toExtend<Record<Stage, string>>()
    expectTypeOf<Project['now']>().toExtend<Record<Stage, string>>()
    expectTypeOf<Project['nowItem']>().toExtend<Record<Exclude<Stage, 'rewrite' | 'storyboard'>, string>>()
    expectTypeOf<Project['waiting']>().toExtend<Record<Stage, string>>()
    expectTypeOf<Project['result']>().toExtend<Record<Stage, string>>()
  })

  it('name every status', () => {
    expectTypeOf<Project['status']>().toExtend<Record<StageStatus | ProjectStatus, string>>()
    expectTypeOf<Project['screen']>().toExtend<
      Record<Exclude<ItemState<unknown>['status'], 'completed'>, string>
    >()
  })

  it('describe every state of a connection', () => {
    expectTypeOf<Connection['status']>().toExtend<Record<ConnectionState['status'], string>>()
    expectTypeOf<Connection['fault']>().toExtend<Record<ConnectionFault, string>>()
    expectTypeOf<Connection['polling']>().toExtend<Record<PollingReason, string>>()
    expectTypeOf<Connection['pollingReason']>().toExtend<Record<PollingReason, string>>()
  })

  it('explain every error', () => {
    expectTypeOf<Texts['errors']>().toExtend<Record<ApiErrorKind, { title: string; advice: string }>>()
    expectTypeOf<Project['clip']>().toExtend<Record<MediaFault, string>>()
    expectTypeOf<Texts['list']['form']['file']>().toExtend<Record<StoryFile['status'], string>>()
    expectTypeOf<Texts['list']['form']['problem']>().toExtend<Record<StoryProblem, string>>()
  })

  it('name every camera move', () => {
    expectTypeOf<Project['move']>().toExtend<Record<CameraMoveName, string>>()
  })

  it('cover both forms of the sign-in page, and every reason to sign in', () => {
    expectTypeOf<Texts['session']['title']>().toExtend<Record<SignInMode, string>>()
    expectTypeOf<Texts['session']['why']>().toExtend<Record<SignedOutReason, string>>()
  })
})
